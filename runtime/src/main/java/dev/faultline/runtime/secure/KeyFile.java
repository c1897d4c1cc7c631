package dev.faultline.runtime.secure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
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
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

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
    String text;
    try {
      checkPrivate(file);
      if (Files.size(file) > LONGEST) {
        throw malformed(file);
      }
      text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
    } catch (NoSuchFileException e) {
      throw new KeyException(
          "there is no key file " + file + "; './faultline link keygen " + file + "' makes one", e);
    } catch (IOException e) {
      throw new KeyException("cannot read the key file " + file + ": " + e, e);
    }
    if (!text.startsWith(kind + ":")) {
      throw malformed(file);
    }
    try {
      byte[] key = Base64.getDecoder().decode(text.substring(kind.length() + 1));
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw malformed(file);
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
    if (!OWNER.containsAll(permissions)) {
      throw new KeyException(
          "others can reach the key file "
              + file
              + " ("
              + PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
              + "); expected its owner only: chmod 600");
    }
  }

  void write(Path file, byte[] key) {
    FileAttribute<?>[] attributes =
        posix()
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER)}
            : new FileAttribute<?>[0];
    String line = kind + ":" + Base64.getEncoder().encodeToString(key) + "\n";
    Set<StandardOpenOption> fresh =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, fresh, attributes);
        OutputStream out = Channels.newOutputStream(channel)) {
      out.write(line.getBytes(StandardCharsets.ISO_8859_1));
    } catch (FileAlreadyExistsException e) {
      throw new KeyException(file + " exists; a key is not overwritten: name a new file", e);
    } catch (IOException e) {
      throw new KeyException("cannot write the key file " + file + ": " + e, e);
    }
  }

  private static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }
}
