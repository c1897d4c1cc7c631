package dev.faultline.mount.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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

  private static final MethodHandle SOCKETPAIR = Libc.handle("socketpair", "iiiil");
  private static final MethodHandle PIPE = Libc.handle("pipe", "il");
  private static final MethodHandle FCNTL = Libc.variadic("fcntl", "iiii", 2);
  private static final MethodHandle SPAWN = Libc.handle("posix_spawnp", "illllll");
  private static final MethodHandle INIT = Libc.handle("posix_spawn_file_actions_init", "il");
  private static final MethodHandle DUP = Libc.handle("posix_spawn_file_actions_adddup2", "ilii");
  private static final MethodHandle DESTROY = Libc.handle("posix_spawn_file_actions_destroy", "il");
  private static final MethodHandle RECVMSG = Libc.handle("recvmsg", "lili");
  private static final MethodHandle WAITPID = Libc.handle("waitpid", "iili");

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
    } catch (RuntimeException | Error | IOException e) {
      throw e;
    } catch (Throwable e) {
      throw Libc.impossible(e);
    }
  }

  private static int mount(Libc libc, Arena arena, Path point, String options) throws Throwable {
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
      int ended = (int) WAITPID.invokeExact(libc.errno, child, 0L, 0);
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
  private static int[] pair(Libc libc, Arena arena, boolean sockets) throws Throwable {
    MemorySegment two = arena.allocate(8, 4);
    int result =
        sockets
            ? (int) SOCKETPAIR.invokeExact(libc.errno, LOCAL, STREAM, 0, two.address())
            : (int) PIPE.invokeExact(libc.errno, two.address());
    if (libc.result(result) < 0) {
      throw new IOException(MountCalls.message(-libc.result(result)));
    }
    int first = two.get(JAVA_INT, 0);
    int ignored = (int) FCNTL.invokeExact(libc.errno, first, SET_FLAGS, CLOSE_ON_EXEC);
    return new int[] {first, two.get(JAVA_INT, 4)};
  }

  /** Starts it; its process number, or the negated errno. */
  private static int spawn(Libc libc, Arena arena, List<String> command, int socket, int said)
      throws Throwable {
    MemorySegment process = arena.allocate(4, 4);
    // posix_spawn_file_actions_t has 80 bytes.
    MemorySegment actions = arena.allocate(256, 8);
    int ignored = (int) INIT.invokeExact(libc.errno, actions.address());
    ignored = (int) DUP.invokeExact(libc.errno, actions.address(), said, STDERR);
    Stream<String> environment =
        System.getenv().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + "=" + entry.getValue());
    int result =
        (int)
            SPAWN.invokeExact(
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
    ignored = (int) DESTROY.invokeExact(libc.errno, actions.address());
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
  private static int receive(Libc libc, Arena arena, int socket) throws Throwable {
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
    long received = (long) RECVMSG.invokeExact(libc.errno, socket, message.address(), 0);
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
