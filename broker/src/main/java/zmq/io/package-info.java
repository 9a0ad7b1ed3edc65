/** What JeroMQ keeps to its own package, and we have to do better: how its threads wake each other. */
@NullMarked
package zmq.io;

import org.jspecify.annotations.NullMarked;
