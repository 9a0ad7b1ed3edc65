/** What JeroMQ keeps to its own package, and we have to do better: how it writes. */
@NullMarked
package zmq.io;

import org.jspecify.annotations.NullMarked;
