package dev.faultline.chaos.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts the clients that the system refuses at an address where nobody listens: the proxy itself
 * does not see them. A raw socket gets a copy of each TCP segment, and a filter in the kernel lets
 * only the first one of each connection to the port pass, see packet(7) and raw(7). This needs
 * Linux and CAP_NET_RAW, which root has. Confined to one thread.
 */
final class RefusedCount implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;

  /** {@code SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC}. */
  private static final int RAW = 3 | 0x800 | 0x80000;

  private static final int TCP = 6;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ATTACH_FILTER = 26;

  /** Of the classic packet filter; see the kernel's documentation of networking/filter. */
  private static final int X_IS_LENGTH_OF_IP_HEADER = 0xb1;

  private static final int LOAD_SHORT_AT_X = 0x48;
  private static final int LOAD_BYTE_AT_X = 0x50;
  private static final int AND = 0x54;
  private static final int SKIP_UNLESS_EQUAL = 0x15;
  private static final int RETURN = 0x06;

  /** X = a constant. */
  private static final int X_IS = 0x01;

  private static final int DESTINATION_PORT = 2;
  private static final int FLAGS = 13;
  private static final int SYN = 0x02;
  private static final int SYN_AND_ACK = 0x12;

  private static final MemoryLayout FILTER_PROGRAM =
      MemoryLayout.structLayout(
          JAVA_SHORT.withName("length"), MemoryLayout.paddingLayout(6), ADDRESS.withName("code"));

  private final List<Integer> descriptors = new ArrayList<>();

  /** The functions of the C library. */
  private record C(
      MethodHandle socket,
      MethodHandle setsockopt,
      MethodHandle bind,
      MethodHandle recv,
      MethodHandle close) {
    static final Optional<C> FOUND = find();

    private static Optional<C> find() {
      if (!System.getProperty("os.name").equals("Linux")) {
        return Optional.empty();
      }
      try {
        Linker linker = Linker.nativeLinker();
        return Optional.of(
            new C(
                handle(linker, "socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                handle(
                    linker,
                    "setsockopt",
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    JAVA_INT,
                    ADDRESS,
                    JAVA_INT),
                handle(linker, "bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                handle(linker, "recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
                handle(linker, "close", JAVA_INT, JAVA_INT)));
      } catch (RuntimeException e) {
        // This JVM may not call native code.
        return Optional.empty();
      }
    }

    private static MethodHandle handle(
        Linker linker, String name, MemoryLayout result, MemoryLayout... arguments) {
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }
  }

  private RefusedCount() {}

  /** Whether this process may count. */
  static boolean isPossible() {
    try (RefusedCount some = at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))) {
      return !some.descriptors.isEmpty();
    }
  }

  /** Counts from now on; where that is not possible, it counts nothing. */
  static RefusedCount at(InetSocketAddress address) {
    RefusedCount count = new RefusedCount();
    C.FOUND.ifPresent(c -> {
      boolean v6 = address.getAddress() instanceof Inet6Address;
      count.open(c, v6, address);
      if (v6 && address.getAddress().isAnyLocalAddress()) {
        // Clients of version 4 come to it as well.
        count.open(c, false, address);
      }
    });
    return count;
  }

  private void open(C c, boolean v6, InetSocketAddress address) {
    try (Arena arena = Arena.ofConfined()) {
      int descriptor = (int) c.socket().invokeExact(v6 ? AF_INET6 : AF_INET, RAW, TCP);
      if (descriptor < 0) {
        return;
      }
      descriptors.add(descriptor);
      MemorySegment program = filter(arena, v6, address.getPort());
      int refused =
          (int)
              c.setsockopt()
                  .invokeExact(
                      descriptor, SOL_SOCKET, SO_ATTACH_FILTER, program, (int) program.byteSize());
      if (refused == 0 && !address.getAddress().isAnyLocalAddress()) {
        MemorySegment to = socketAddress(arena, address);
        refused = (int) c.bind().invokeExact(descriptor, to, (int) to.byteSize());
      }
      // What came before the filter was attached is of no interest.
      take(c, descriptor);
      if (refused != 0) {
        close();
      }
    } catch (Throwable e) {
      throw new AssertionError("the linker cannot call the C library", e);
    }
  }

  /** How many clients have been refused since the last call. */
  long take() {
    long count = 0;
    for (int descriptor : descriptors) {
      count += take(C.FOUND.orElseThrow(), descriptor);
    }
    return count;
  }

  private static long take(C c, int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment some = arena.allocate(1);
      long count = 0;
      while ((long) c.recv().invokeExact(descriptor, some, some.byteSize(), 0) >= 0) {
        count++;
      }
      return count;
    } catch (Throwable e) {
      throw new AssertionError("the linker cannot call the C library", e);
    }
  }

  /** Lets SYN to the port pass, and nothing else. A socket of version 6 shows no IP header. */
  private static MemorySegment filter(Arena arena, boolean v6, int port) {
    int[][] code = {
      v6 ? new int[] {X_IS, 0, 0, 0} : new int[] {X_IS_LENGTH_OF_IP_HEADER, 0, 0, 0},
      {LOAD_SHORT_AT_X, 0, 0, DESTINATION_PORT},
      {SKIP_UNLESS_EQUAL, 0, 4, port},
      {LOAD_BYTE_AT_X, 0, 0, FLAGS},
      {AND, 0, 0, SYN_AND_ACK},
      {SKIP_UNLESS_EQUAL, 0, 1, SYN},
      {RETURN, 0, 0, Integer.MAX_VALUE},
      {RETURN, 0, 0, 0}
    };
    MemorySegment instructions = arena.allocate(8L * code.length, 8);
    for (int i = 0; i < code.length; i++) {
      instructions.set(JAVA_SHORT, 8L * i, (short) code[i][0]);
      instructions.set(JAVA_BYTE, 8L * i + 2, (byte) code[i][1]);
      instructions.set(JAVA_BYTE, 8L * i + 3, (byte) code[i][2]);
      instructions.set(JAVA_INT, 8L * i + 4, code[i][3]);
    }
    MemorySegment program = arena.allocate(FILTER_PROGRAM);
    program.set(JAVA_SHORT, 0, (short) code.length);
    program.set(ADDRESS, 8, instructions);
    return program;
  }

  private static MemorySegment socketAddress(Arena arena, InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    boolean v6 = address.getAddress() instanceof Inet6Address;
    MemorySegment to = arena.allocate(v6 ? 28 : 16, 4);
    to.set(JAVA_SHORT, 0, (short) (v6 ? AF_INET6 : AF_INET));
    MemorySegment.copy(bytes, 0, to, JAVA_BYTE, v6 ? 8 : 4, bytes.length);
    if (address.getAddress() instanceof Inet6Address scoped) {
      to.set(JAVA_INT, 24, scoped.getScopeId());
    }
    return to;
  }

  @Override
  public void close() {
    for (int descriptor : descriptors) {
      try {
        int ignored = (int) C.FOUND.orElseThrow().close().invokeExact(descriptor);
        assert ignored == 0;
      } catch (Throwable e) {
        throw new AssertionError("the linker cannot call the C library", e);
      }
    }
    descriptors.clear();
  }
}
