package thiscord.broker;

import thiscord.cli.Address;
import thiscord.protocol.event.Topics;

/**
 * What a broker may be told. Everything is bounded; 0 is allowed for ports only.
 *
 * @param in where events come in; port 0 takes any free one
 * @param out where events go out; port 0 takes any free one
 * @param maxPayloadBytes longest payload; a longer frame ends its connection
 * @param maxPublishers connections at the in door; each costs about 270 KiB of direct memory
 * @param maxSubscribers connections at the out door; each costs about 20 KiB of direct memory
 * @param maxSubscriptions topics that one subscriber may follow
 * @param inQueue events that wait between a publisher's connection and the loop; then TCP holds the publisher back
 * @param outQueue events that wait for one subscriber; then the newest are lost to that subscriber
 */
public record BrokerSettings(
        Address in,
        Address out,
        int maxPayloadBytes,
        int maxPublishers,
        int maxSubscribers,
        int maxSubscriptions,
        int inQueue,
        int outQueue) {
    public static final int IN_PORT = 5555;
    public static final int OUT_PORT = 5556;

    public BrokerSettings {
        atLeastOne("maxPayloadBytes", maxPayloadBytes);
        atLeastOne("maxPublishers", maxPublishers);
        atLeastOne("maxSubscribers", maxSubscribers);
        atLeastOne("maxSubscriptions", maxSubscriptions);
        atLeastOne("inQueue", inQueue);
        atLeastOne("outQueue", outQueue);
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is 1 or more, not " + value);
        }
    }

    /** The defaults, at these addresses. */
    public static BrokerSettings at(Address in, Address out) {
        return new BrokerSettings(in, out, Topics.MAX_PAYLOAD_BYTES, 256, 4096, 10_000, 1000, 4000);
    }

    /** Longest frame at the in door: the one-frame form wraps a payload and a topic whose letters may all be escaped. */
    int maxInFrameBytes() {
        return maxPayloadBytes + 6 * Topics.MAX_BYTES + 64;
    }

    /** Longest frame at the out door, where only the handshake and subscriptions come in. */
    int maxOutFrameBytes() {
        return 1024;
    }
}
