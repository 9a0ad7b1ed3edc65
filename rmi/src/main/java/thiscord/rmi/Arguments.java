package thiscord.rmi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.rmi.Remote;
import java.rmi.server.Unreferenced;
import java.util.List;
import org.jspecify.annotations.Nullable;
import thiscord.protocol.Reason;
import thiscord.protocol.directory.Refused;

/**
 * Stands before each exported object and looks at what the filter cannot see: nothing is null, and a list has elements of
 * its type. So no method has to, also none that is added later. It tells the {@link Doorman} that a call got here. Thread-safe if the object is.
 */
final class Arguments implements InvocationHandler {
    private final Remote object;
    private final Rebuffs rebuffs;

    private Arguments(Remote object, Rebuffs rebuffs) {
        this.object = object;
        this.rebuffs = rebuffs;
    }

    /** The object to export in its stead; it has the methods of that interface, and is told when it is unreferenced. */
    static <T extends Remote> T checked(Class<T> as, T object, Rebuffs rebuffs) {
        return as.cast(Proxy.newProxyInstance(
                Arguments.class.getClassLoader(),
                new Class<?>[] {as, Unreferenced.class},
                new Arguments(object, rebuffs)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        if (method.getDeclaringClass() == Unreferenced.class) {
            if (object instanceof Unreferenced) {
                ((Unreferenced) object).unreferenced();
            }
            return null;
        }
        Doorman.reached();
        Type[] types = method.getGenericParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (arguments == null || !fits(types[i], arguments[i])) {
                rebuffs.count(Rebuff.CALL);
                throw new Refused(
                        Reason.BAD_FIELD,
                        "Argument " + (i + 1) + " of " + method.getName() + " is missing, or not of its type.");
            }
        }
        try {
            return method.invoke(object, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private static boolean fits(Type type, @Nullable Object argument) {
        if (!(argument instanceof List)) {
            return argument != null;
        }
        Class<?> element = (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0];
        return ((List<?>) argument).stream().allMatch(element::isInstance);
    }

    private Object ofObject(Object proxy, Method method, Object @Nullable [] arguments) {
        if (method.getName().equals("equals")) {
            return arguments != null && proxy == arguments[0];
        }
        return method.getName().equals("hashCode") ? System.identityHashCode(proxy) : object.toString();
    }
}
