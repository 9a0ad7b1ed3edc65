/** Classes of ours that have to stand in JeroMQ's own package, because what they extend is seen nowhere else. */
@NullMarked
package zmq.socket.pubsub;

import org.jspecify.annotations.NullMarked;
