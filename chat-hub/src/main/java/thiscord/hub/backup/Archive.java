package thiscord.hub.backup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import thiscord.cli.DataFolder;
import thiscord.cli.OwnersAlone;

/** A backup that is read: nothing in it is believed before it was checked. For one thread. */
final class Archive implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("thiscord.hub");

    private final ZipFile zip;
    private final Manifest manifest;
    private boolean verified;

    private Archive(ZipFile zip, Manifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    /** @throws IOException with what is wrong, if it is no backup, or damaged as far as its list of files tells */
    static Archive open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new IOException("it is damaged, or no backup of ThisCord: " + e.getMessage(), e);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new IOException("it cannot be read: " + e.getMessage(), e);
        }
        try {
            Archive archive = new Archive(zip, manifest(zip));
            archive.holdsWhatItLists();
            return archive;
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static Manifest manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(Manifest.NAME);
        if (entry == null) {
            throw new IOException("it is no backup of ThisCord: there is no " + Manifest.NAME + " in it");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] text = in.readNBytes(Manifest.MOST_BYTES + 1);
            if (text.length > Manifest.MOST_BYTES) {
                throw new IOException("its list of files is too long");
            }
            return Manifest.parse(new String(text, StandardCharsets.UTF_8));
        }
    }

    private void holdsWhatItLists() throws IOException {
        Set<String> listed = new HashSet<>(Set.of(Manifest.NAME, BackupKey.NAME));
        manifest.files().forEach(item -> listed.add(item.name()));
        Set<String> found = new HashSet<>();
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            String name = entries.nextElement().getName();
            if (!listed.contains(name) || !found.add(name)) {
                throw new IOException("it has a file '" + shown(name) + "' that its list does not have");
            }
        }
        listed.removeAll(found);
        listed.remove(BackupKey.NAME);
        if (!listed.isEmpty()) {
            throw new IOException("it lacks " + String.join(", ", listed));
        }
    }

    private static String shown(String name) {
        return name.replaceAll("[^ -~]", "?").substring(0, Math.min(name.length(), 100));
    }

    Manifest manifest() {
        return manifest;
    }

    /**
     * Sees that it was made with that key.
     *
     * @throws IOException if it was not, or was changed since
     */
    void verify(BackupKey key) throws IOException {
        ZipEntry entry = zip.getEntry(BackupKey.NAME);
        if (entry == null) {
            throw new IOException("it is not signed");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            if (!key.signed(manifest, new String(in.readNBytes(Manifest.MOST_BYTES), StandardCharsets.US_ASCII))) {
                throw new IOException("it was signed with another key, or changed since");
            }
        }
        verified = true;
    }

    /** How many bytes {@link #unpack} writes; {@link Long#MAX_VALUE} for more than there are. */
    long size() {
        long size = 0;
        for (Manifest.Item item : manifest.files()) {
            size = size > Long.MAX_VALUE - item.size() ? Long.MAX_VALUE : size + item.size();
        }
        return size;
    }

    /**
     * Writes the files into an empty folder, on to the disk, and sees that each is what was packed: not those that no backup
     * holds, and what gives power to others under another name, unless it is {@link #verify verified}.
     */
    void unpack(Path folder) throws IOException {
        for (Manifest.Item item : manifest.files()) {
            if (BackupContents.isLeftOut(item.name())) {
                LOG.log(System.Logger.Level.WARNING, item.name() + " in the backup was left out: no backup holds it");
                continue;
            }
            String name = verified ? item.name() : BackupContents.nameUnverified(item.name());
            if (!name.equals(item.name())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        item.name() + " of the backup is now " + name
                                + ": look at it, and rename it if it is yours; --verify trusts a signed backup");
            }
            Path file = folder.resolve(name);
            DataFolder.make(file.getParent());
            try (InputStream in = zip.getInputStream(zip.getEntry(item.name()));
                    FileChannel channel = OwnersAlone.open(file, StandardOpenOption.CREATE_NEW)) {
                OutputStream out = Channels.newOutputStream(channel);
                if (!Hashing.copy(in, out, item.size(), item.name()).equals(item)) {
                    throw new IOException("it is damaged: " + item.name() + " is not what was packed");
                }
                channel.force(true);
            } catch (ZipException e) {
                throw new IOException("it is damaged: " + item.name() + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
