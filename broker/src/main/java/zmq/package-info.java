/** What JeroMQ keeps to its own package, and we have to do better: who does what on which of its threads. */
@NullMarked
package zmq;

import org.jspecify.annotations.NullMarked;
