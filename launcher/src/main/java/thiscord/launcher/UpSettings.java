package thiscord.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import thiscord.broker.BrokerSettings;
import thiscord.broker.gate.Gate;
import thiscord.cli.Address;
import thiscord.cli.Privileges;
import thiscord.hub.HubOptions;
import thiscord.hub.HubSettings;
import thiscord.hub.log.Durability;
import thiscord.protocol.Keeps;
import thiscord.rooms.RoomLimits;
import thiscord.rooms.RoomServerSettings;
import thiscord.rooms.people.PeopleSettings;
import thiscord.tls.KeyFiles;
import thiscord.tls.Listening;

/**
 * How all planes are run together, on loopback. A port of 0 takes any free one.
 *
 * @param data the folder of everything that is kept; made if it is missing
 * @param keepEvents true to keep numbered events in the data folder, not in memory
 * @param people how people are let in
 * @param roomsPerPerson how many rooms one nick may have made
 * @param roomsListen where the room service listens beside loopback, as written on the command line
 * @param eventsListen where the broker's gate listens, likewise
 * @param hub how the hub is run
 */
record UpSettings(
        Path data,
        int hubPort,
        int registryPort,
        int brokerInPort,
        int brokerOutPort,
        int brokerReplayPort,
        boolean keepEvents,
        PeopleSettings people,
        int roomsPerPerson,
        List<String> roomsListen,
        List<String> eventsListen,
        HubOptions hub) {
    /** What a room keeps whose creator does not say. */
    static final Keeps KEEPS = Keeps.time(Duration.ofDays(7));

    /**
     * Makes the settings of all parts once, so that a wrong one is found before anything starts.
     *
     * @throws IllegalArgumentException if one is wrong
     */
    UpSettings checked() {
        Address any = Address.loopback(0);
        broker();
        gates();
        rooms(any);
        hub(any, any);
        return this;
    }

    BrokerSettings broker() {
        BrokerSettings inMemory = BrokerSettings.at(Address.loopback(brokerInPort), Address.loopback(brokerOutPort))
                .withReplay(Address.loopback(brokerReplayPort));
        return keepEvents
                ? inMemory.withJournal(
                                data.resolve(BrokerSettings.JOURNAL_FOLDER),
                                BrokerSettings.JOURNAL_AGE,
                                BrokerSettings.FILE_BYTES)
                        .withPowerCuts(hub.durability() == Durability.POWER)
                : inMemory;
    }

    RoomServerSettings rooms(Address events) {
        Listening listening = hub.keys().on(Address.loopback(registryPort), roomsListen, data);
        return RoomServerSettings.of(data, registryPort)
                .withListening(listening)
                .withEvents(events)
                .withLimits(RoomLimits.DEFAULT
                        .with(hub.limits().rooms(), hub.limits().membersPerRoom())
                        .withRoomsPerPerson(roomsPerPerson))
                .withKeeps(KEEPS)
                .withPeople(people);
    }

    /** The key that all of them speak TLS with. */
    KeyFiles key() {
        return Objects.requireNonNull(hub.keys().files(data), "there is a data folder");
    }

    /** Where the broker's gate listens. */
    List<Address> gates() {
        return eventsListen.stream().map(one -> Address.parse(one, Gate.PORT)).toList();
    }

    /** True if the room service speaks TLS alone, with the hub of this process too. */
    boolean strict() {
        return hub.keys().requireTls();
    }

    HubSettings hub(Address registry, Address events) {
        return hub.on(HubSettings.alone(hubPort))
                .with(registry, events)
                .withData(data, hub.durability())
                .withListening(hub.listening(Address.loopback(hubPort), data));
    }

    /** What all of it needs of the machine. */
    Privileges privileges() {
        Privileges all = hub(Address.loopback(registryPort), Address.loopback(brokerInPort))
                .privileges();
        broker().addTo(all);
        rooms(Address.loopback(brokerInPort)).addTo(all);
        gates().forEach(all::listens);
        return all.data(data);
    }
}
