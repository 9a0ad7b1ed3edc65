package thiscord.protocol.directory;

import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A complete serial filter: what is not named is rejected, and so is what is too deep, too long or too much. An export
 * filter replaces the JVM-wide one and does not see strings; the records here check those. Thread-safe.
 */
public final class AllowList implements ObjectInputFilter {
    /** What a {@code List.of} and an {@code ArrayList} are made of. */
    private static final Set<String> LISTS = Set.of(
            "java.lang.Object",
            "java.util.ArrayList",
            "java.util.CollSer",
            "java.util.ImmutableCollections$AbstractImmutableCollection",
            "java.util.ImmutableCollections$AbstractImmutableList",
            "java.util.ImmutableCollections$List12",
            "java.util.ImmutableCollections$ListN");

    /** What a stub, an exception and an answer of the room service are made of. UnicastRef2 only: it names its sockets. */
    private static final Set<String> ANSWERS = Set.of(
            "java.lang.String",
            "java.lang.StackTraceElement",
            "java.lang.reflect.Proxy",
            "java.rmi.Remote",
            "java.rmi.dgc.Lease",
            "java.rmi.dgc.VMID",
            "java.rmi.server.ObjID",
            "java.rmi.server.RemoteObject",
            "java.rmi.server.RemoteObjectInvocationHandler",
            "java.rmi.server.UID",
            "java.util.Collections$EmptyList",
            "sun.rmi.server.UnicastRef2",
            AccountInfo.class.getName(),
            AccountSession.class.getName(),
            AccountState.class.getName(),
            Admission.class.getName(),
            AuditLine.class.getName(),
            Change.class.getName(),
            Changes.class.getName(),
            Decided.class.getName(),
            DirectorySockets.class.getName(),
            HubSession.class.getName(),
            InvitationInfo.class.getName(),
            MemberInfo.class.getName(),
            PeopleInfo.class.getName(),
            PeopleSession.class.getName(),
            PersonSession.class.getName(),
            Refused.class.getName(),
            RoomInfo.class.getName(),
            Restriction.class.getName(),
            RoomService.class.getName(),
            Rules.class.getName(),
            Standing.class.getName(),
            ServiceInfo.class.getName(),
            ServiceProof.class.getName(),
            // By name, since they import this package.
            "thiscord.protocol.processing.MessageProcessor",
            "thiscord.protocol.processing.Processed");

    private static final Set<String> REQUESTS = Set.of(
            Credential.class.getName(),
            Decision.class.getName(),
            Login.class.getName(),
            Presence.class.getName(),
            RoomSpec.class.getName());

    private static final Set<String> HOMES = Set.of("java.lang", "java.io", "java.net", "java.rmi", "java.rmi.server");

    private final Set<String> names;
    private final boolean answers;
    private final long maxDepth;
    private final long maxReferences;
    private final long maxArray;
    private final long maxBytes;

    private AllowList(Set<String> names, boolean answers, long depth, long references, long array, long bytes) {
        this.names = names;
        this.answers = answers;
        this.maxDepth = depth;
        this.maxReferences = references;
        this.maxArray = array;
        this.maxBytes = bytes;
    }

    /** For every exported object of the room service: the arguments of the interfaces here and nothing else. */
    public static AllowList forRequests() {
        return new AllowList(withLists(REQUESTS), false, 6, 8L * HubSession.REPORT, 2L * HubSession.REPORT, 1 << 20);
    }

    /** For an exported object whose one argument is a record of texts and numbers: that, and no array. */
    public static AllowList forRequest(Class<? extends Record> type) {
        return new AllowList(Set.of(type.getName()), false, 3, 16, 0, 1 << 20);
    }

    /** For a whole JVM: what may come from a room service, a processor, a registry, or in an exception of theirs. */
    public static AllowList forAnswers() {
        return new AllowList(withLists(ANSWERS), true, 30, 100_000, 10_000, 16 << 20);
    }

    private static Set<String> withLists(Set<String> others) {
        return Stream.concat(LISTS.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Sets {@link #forAnswers} for the whole JVM, unless it has a filter already, and that RMI uses no sockets but ours. */
    public static synchronized void guardJvm() {
        ClosedSockets.install();
        if (ObjectInputFilter.Config.getSerialFilter() == null) {
            ObjectInputFilter.Config.setSerialFilter(forAnswers());
        }
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (info.depth() > maxDepth
                || info.references() > maxReferences
                || info.arrayLength() > maxArray
                || info.streamBytes() > maxBytes) {
            return Status.REJECTED;
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return Status.UNDECIDED;
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        return type.isPrimitive() || allowed(type) ? Status.ALLOWED : Status.REJECTED;
    }

    private boolean allowed(Class<?> type) {
        String name = type.getName();
        return names.contains(name) || (answers && (stub(type) || plainThrowable(type)));
    }

    /** The class that the JVM makes for a proxy; its interfaces are checked one by one before. */
    private static boolean stub(Class<?> type) {
        return Proxy.isProxyClass(type);
    }

    /** An exception or error of the platform's own base packages; these names can not be taken by anybody else. */
    private static boolean plainThrowable(Class<?> type) {
        return Throwable.class.isAssignableFrom(type) && HOMES.contains(type.getPackageName());
    }
}
