package dev.faultline.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.faultline.mount.sys.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What tests do with files of a mount, in few words. */
final class Client {
  static final String EIO = "Input/output error";
  static final String ENOSPC = "No space left on device";
  static final String EROFS = "Read-only file system";
  private static final int EXCHANGE = 2;
  private static final long PATIENCE_SECONDS = 60;

  private Client() {}

  static FileChannel open(Path path) throws IOException {
    return FileChannel.open(path, CREATE, READ, WRITE);
  }

  static void write(FileChannel file, String text) throws IOException {
    file.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  static void write(FileChannel file, int bytes) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(bytes);
    while (data.hasRemaining()) {
      file.write(data);
    }
  }

  static String read(FileChannel file) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(100);
    file.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), UTF_8);
  }

  static void assertFails(ThrowingCallable call, String why) {
    assertThatExceptionOfType(IOException.class).isThrownBy(call).withMessageContaining(why);
  }

  /** Gives each of two files the other's name. */
  static void exchange(Path one, Path two) {
    try (Arena arena = Arena.ofConfined()) {
      int result =
          new Libc(arena)
              .renameat2(
                  -1,
                  arena.allocateFrom(one.toString()).address(),
                  -1,
                  arena.allocateFrom(two.toString()).address(),
                  EXCHANGE);
      if (result != 0) {
        throw new AssertionError("exchange: " + result);
      }
    }
  }

  /** Whether other users can be tried at all. */
  static boolean hasOtherUsers() {
    return Files.isExecutable(Path.of("/usr/bin/setpriv"));
  }

  /** Runs a line of shell as user 1000, in a group of its own and the group 2000. */
  static String asOther(String script) throws IOException, InterruptedException {
    return run("setpriv", "--reuid=1000", "--regid=1000", "--groups=2000", "sh", "-c", script);
  }

  /** What a command prints, with its errors. */
  static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("no end: " + String.join(" ", command));
    }
    return said.strip();
  }

  /** Lets every user come to the files below. */
  static void openToAll(Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }
}
