package dev.faultline.mount.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The program that mounts for users other than root, {@code fusermount3}: it opens the device,
 * mounts, and sends the descriptor through a socket whose number it finds in its environment.
 */
public final class Fusermount {
  private static final String PROGRAM = "fusermount3";
  private static final String SOCKET_VARIABLE = "_FUSE_COMMFD";
  private static final int LOCAL = 1;
  private static final int STREAM = 1;
  private static final int SET_FLAGS = 2;
  private static final int CLOSE_ON_EXEC = 1;
  private static final int ENOENT = 2;
  private static final int STDERR = 2;
  private static final int CONTROL_HEADER = 16;

  private static final MemorySegment SOCKETPAIR = CCalls.function("socketpair");
  private static final MemorySegment PIPE = CCalls.function("pipe");
  private static final MemorySegment FCNTL = CCalls.function("fcntl");
  private static final MemorySegment SPAWN = CCalls.function("posix_spawnp");
  private static final MemorySegment INIT = CCalls.function("posix_spawn_file_actions_init");
  private static final MemorySegment DUP = CCalls.function("posix_spawn_file_actions_adddup2");
  private static final MemorySegment DESTROY = CCalls.function("posix_spawn_file_actions_destroy");
  private static final MemorySegment RECVMSG = CCalls.function("recvmsg");
  private static final MemorySegment WAITPID = CCalls.function("waitpid");

  private Fusermount() {}

  /**
   * Mounts.
   *
   * @return the descriptor of the device
   * @throws IOException with the reason, in words
   */
  public static int mount(Path point, String options) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return mount(new Libc(arena), arena, point, options);
    }
  }

  private static int mount(Libc libc, Arena arena, Path point, String options) throws IOException {
    int[] sockets = pair(libc, arena, true);
    int[] said = pair(libc, arena, false);
    int child;
    try {
      child =
          spawn(
              libc,
              arena,
              List.of(PROGRAM, "-o", options, "--", point.toString()),
              sockets[1],
              said[1]);
    } finally {
      libc.close(sockets[1]);
      libc.close(said[1]);
    }
    try {
      if (child < 0) {
        throw new IOException(
            child == -ENOENT
                ? "a user other than root needs the program "
                    + PROGRAM
                    + " to mount (Debian's package fuse3)"
                : PROGRAM + " cannot be started: " + MountCalls.message(-child));
      }
      int device = receive(libc, arena, sockets[0]);
      String why = text(libc, arena, said[0]);
      CCalls.call(WAITPID, libc.errno, child, 0L, 0);
      if (device < 0) {
        throw new IOException(why.isEmpty() ? PROGRAM + " did not mount" : why);
      }
      return device;
    } finally {
      libc.close(sockets[0]);
      libc.close(said[0]);
    }
  }

  /** Two sockets, or the two ends of a pipe; of the first, no other process has a copy. */
  private static int[] pair(Libc libc, Arena arena, boolean sockets) throws IOException {
    MemorySegment two = arena.allocate(8, 4);
    int result =
        sockets
            ? (int) CCalls.call(SOCKETPAIR, libc.errno, LOCAL, STREAM, 0, two.address())
            : (int) CCalls.call(PIPE, libc.errno, two.address());
    if (libc.result(result) < 0) {
      throw new IOException(MountCalls.message(-libc.result(result)));
    }
    int first = two.get(JAVA_INT, 0);
    CCalls.call(FCNTL, libc.errno, first, SET_FLAGS, CLOSE_ON_EXEC);
    return new int[] {first, two.get(JAVA_INT, 4)};
  }

  /** Starts it; its process number, or the negated errno. */
  private static int spawn(Libc libc, Arena arena, List<String> command, int socket, int said) {
    MemorySegment process = arena.allocate(4, 4);
    // posix_spawn_file_actions_t has 80 bytes.
    MemorySegment actions = arena.allocate(256, 8);
    CCalls.call(INIT, libc.errno, actions.address());
    CCalls.call(DUP, libc.errno, actions.address(), said, STDERR);
    Stream<String> environment =
        System.getenv().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + "=" + entry.getValue());
    int result =
        (int)
            CCalls.call(
                SPAWN,
                libc.errno,
                process.address(),
                arena.allocateFrom(PROGRAM).address(),
                actions.address(),
                0L,
                strings(arena, command),
                strings(
                    arena,
                    Stream.concat(environment, Stream.of(SOCKET_VARIABLE + "=" + socket))
                        .toList()));
    CCalls.call(DESTROY, libc.errno, actions.address());
    return result == 0 ? process.get(JAVA_INT, 0) : -result;
  }

  private static long strings(Arena arena, List<String> texts) {
    MemorySegment pointers = arena.allocate(8L * (texts.size() + 1), 8);
    for (int i = 0; i < texts.size(); i++) {
      pointers.set(JAVA_LONG, 8L * i, arena.allocateFrom(texts.get(i)).address());
    }
    return pointers.address();
  }

  /** The descriptor that comes with a message ({@code struct msghdr}); -1 where none comes. */
  private static int receive(Libc libc, Arena arena, int socket) {
    MemorySegment data = arena.allocate(8);
    MemorySegment part = arena.allocate(16, 8);
    part.set(JAVA_LONG, 0, data.address());
    part.set(JAVA_LONG, 8, 1);
    MemorySegment control = arena.allocate(64, 8);
    MemorySegment message = arena.allocate(56, 8);
    message.set(JAVA_LONG, 16, part.address());
    message.set(JAVA_LONG, 24, 1);
    message.set(JAVA_LONG, 32, control.address());
    message.set(JAVA_LONG, 40, control.byteSize());
    long received = CCalls.call(RECVMSG, libc.errno, socket, message.address(), 0);
    boolean has = received > 0 && message.get(JAVA_LONG, 40) > CONTROL_HEADER;
    return has ? control.get(JAVA_INT, CONTROL_HEADER) : -1;
  }

  private static String text(Libc libc, Arena arena, int pipe) {
    MemorySegment bytes = arena.allocate(4096);
    int length = 0;
    long read;
    while ((read = libc.read(pipe, bytes.address() + length, bytes.byteSize() - length)) > 0) {
      length += (int) read;
    }
    return new String(
            bytes.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
            StandardCharsets.UTF_8)
        .strip();
  }

  /**
   * Unmounts.
   *
   * @param lazily takes it from the tree now, and away when nobody uses it any more
   * @return why it could not; empty where it did
   */
  public static String unmount(Path point, boolean lazily) {
    try {
      Process process =
          new ProcessBuilder(PROGRAM, lazily ? "-uz" : "-u", "--", point.toString())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 ? "" : said.isEmpty() ? PROGRAM + " failed" : said;
    } catch (IOException e) {
      return "only root may; other users need the program " + PROGRAM;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}
