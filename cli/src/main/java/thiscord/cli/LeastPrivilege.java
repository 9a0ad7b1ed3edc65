package thiscord.cli;

import java.io.FilePermission;
import java.net.SocketPermission;
import java.security.CodeSource;
import java.security.Permission;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.Policy;
import java.security.ProtectionDomain;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a server whose settings are read, where Java still has a Security Manager: files and sockets are those of
 * {@link Privileges} alone; of the rest, what {@code security.policy} grants, but for what only the start needed. Thread-safe.
 */
@SuppressWarnings("removal")
final class LeastPrivilege extends Policy {
    private static final Set<String> ONLY_FOR_THE_START = Set.of("getPolicy", "setPolicy", "manageProcess");

    private static volatile @Nullable PermissionCollection enforced;

    private final PermissionCollection settings;
    private final Policy file;

    private LeastPrivilege(PermissionCollection settings, Policy file) {
        this.settings = settings;
        this.file = file;
    }

    /** True if this process was started with a Security Manager. */
    static boolean isPossible() {
        return System.getSecurityManager() != null;
    }

    /** From now on; nobody can take it back. What is added to the settings later counts until they are read-only. */
    static void enforce(PermissionCollection settings) {
        Policy.setPolicy(new LeastPrivilege(settings, Policy.getPolicy()));
        enforced = settings;
    }

    /** True for a file or socket that the settings allow, and for all while they are not enforced. */
    static boolean allows(Permission asked) {
        PermissionCollection now = enforced;
        return now == null || now.implies(asked);
    }

    @Override
    public boolean implies(ProtectionDomain domain, Permission asked) {
        if (asked instanceof FilePermission || asked instanceof SocketPermission) {
            return settings.implies(asked);
        }
        return !onlyForTheStart(asked) && file.implies(domain, asked);
    }

    /** Nothing but what is asked one by one; RMI adds to it for the classes of stubs. */
    @Override
    public PermissionCollection getPermissions(CodeSource source) {
        return new Permissions();
    }

    private static boolean onlyForTheStart(Permission asked) {
        return ONLY_FOR_THE_START.contains(asked.getName());
    }
}
