/** The one class of ours that has to stand in JeroMQ's own package, because what it extends is seen nowhere else. */
@NullMarked
package zmq.socket.pubsub;

import org.jspecify.annotations.NullMarked;
