package thiscord.protocol.directory;

import java.io.Serializable;

/**
 * What a room service says of itself.
 *
 * @param protocol see {@link RoomService#PROTOCOL}
 * @param instance changes with each start of the service
 * @param version the product's version
 */
public record ServiceInfo(int protocol, String instance, String version) implements Serializable {
    public ServiceInfo {
        instance = Text.checked(instance, 100);
        version = Text.checked(version, 100);
    }
}
