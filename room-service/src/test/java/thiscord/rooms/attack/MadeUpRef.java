package thiscord.rooms.attack;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.lang.reflect.Method;
import java.rmi.Remote;
import java.rmi.server.ObjID;
import java.rmi.server.RemoteObject;
import java.rmi.server.RemoteRef;
import org.jspecify.annotations.Nullable;

/** Writes itself as a reference of RMI to any endpoint, with any sockets. Cannot be used for calls. */
final class MadeUpRef implements RemoteRef {
    private static final long serialVersionUID = 1;
    private static final byte WITH_SOCKETS = 1;

    private final String form;
    private final String host;
    private final int port;
    private final transient @Nullable Object sockets;

    /**
     * @param form UnicastRef or UnicastRef2
     * @param sockets for the second, may be null
     */
    MadeUpRef(String form, String host, int port, @Nullable Object sockets) {
        this.form = form;
        this.host = host;
        this.port = port;
        this.sockets = sockets;
    }

    @Override
    public String getRefClass(ObjectOutput out) {
        return form;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        if (form.equals("UnicastRef2")) {
            out.writeByte(sockets == null ? 0 : WITH_SOCKETS);
        }
        out.writeUTF(host);
        out.writeInt(port);
        if (sockets != null) {
            out.writeObject(sockets);
        }
        new ObjID().write(out);
        out.writeBoolean(false);
    }

    @Override
    public void readExternal(ObjectInput in) {
        throw new IllegalStateException("is written only");
    }

    @Override
    public Object invoke(Remote object, Method method, Object[] parameters, long hash) {
        throw new IllegalStateException("is written only");
    }

    @Override
    @Deprecated
    public java.rmi.server.RemoteCall newCall(
            RemoteObject object, java.rmi.server.Operation[] operations, int number, long hash) {
        throw new IllegalStateException("is written only");
    }

    @Override
    @Deprecated
    public void invoke(java.rmi.server.RemoteCall call) {
        throw new IllegalStateException("is written only");
    }

    @Override
    @Deprecated
    public void done(java.rmi.server.RemoteCall call) {
        throw new IllegalStateException("is written only");
    }

    @Override
    public int remoteHashCode() {
        return port;
    }

    @Override
    public boolean remoteEquals(RemoteRef other) {
        return other == this;
    }

    @Override
    public String remoteToString() {
        return form + " to " + host + ":" + port;
    }
}
