package dev.faultline.runtime.secure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file of one line: what kind of key it holds, a colon, and the key in Base64. */
final class KeyFile {
  static final int KEY_BYTES = 32;

  private static final int LONGEST = 1_000;
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final String kind;

  KeyFile(String kind) {
    this.kind = kind;
  }

  byte[] read(Path file) {
    byte[] text;
    try {
      checkPrivate(file);
      if (Files.size(file) > LONGEST) {
        throw malformed(file);
      }
      text = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new KeyException(
          "there is no key file " + file + "; './faultline link keygen " + file + "' makes one", e);
    } catch (IOException e) {
      throw new KeyException("cannot read the key file " + file + ": " + e, e);
    }
    byte[] begins = (kind + ":").getBytes(StandardCharsets.ISO_8859_1);
    int end = text.length;
    while (end > 0 && text[end - 1] <= ' ') {
      end--;
    }
    byte[] encoded = new byte[0];
    try {
      if (end < begins.length || Arrays.mismatch(begins, text) != begins.length) {
        throw malformed(file);
      }
      encoded = Arrays.copyOfRange(text, begins.length, end);
      byte[] key = Base64.getDecoder().decode(encoded);
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw malformed(file);
    } finally {
      Arrays.fill(text, (byte) 0);
      Arrays.fill(encoded, (byte) 0);
    }
    throw malformed(file);
  }

  private KeyException malformed(Path file) {
    return new KeyException(
        file
            + " is not such a key file; expected one line, '"
            + kind
            + ":' and 44 characters of Base64");
  }

  private static void checkPrivate(Path file) throws IOException {
    if (!posix()) {
      return;
    }
    Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    permissions.remove(PosixFilePermission.OWNER_EXECUTE);
    Object owner = Files.getAttribute(file, "unix:uid");
    Object self = self();
    if (self != null && !owner.equals(self) && !owner.equals(0)) {
      throw new KeyException(
          "the key file %s belongs to user %s, who could have replaced it; expected this process's user, %s, or root: chown"
              .formatted(file, owner, self));
    }
    if (!OWNER.containsAll(permissions)) {
      throw new KeyException(
          "others can reach the key file "
              + file
              + " ("
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
              + "); expected its owner only: chmod 600");
    }
  }

  /** The number of the user that this process runs as; null where nothing tells. */
  private static @Nullable Object self() throws IOException {
    Path process = Path.of("/proc/self");
    return Files.exists(process) ? Files.getAttribute(process, "unix:uid") : null;
  }

  void write(Path file, byte[] key) {
    FileAttribute<?>[] attributes =
        posix()
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    byte[] encoded = Base64.getEncoder().encode(key);
    ByteBuffer line = ByteBuffer.allocate(kind.length() + encoded.length + 2);
    line.put((kind + ":").getBytes(StandardCharsets.ISO_8859_1)).put(encoded).put((byte) '\n');
    Set<StandardOpenOption> fresh =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, fresh, attributes)) {
      line.flip();
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (FileAlreadyExistsException e) {
      throw new KeyException(file + " exists; a key is not overwritten: name a new file", e);
    } catch (IOException e) {
      throw new KeyException("cannot write the key file " + file + ": " + e, e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
      Arrays.fill(line.array(), (byte) 0);
    }
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
