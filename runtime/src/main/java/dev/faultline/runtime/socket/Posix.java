package dev.faultline.runtime.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The C library's socket calls on 64-bit Linux. Each returns what the call returned, or the negated
 * {@code errno} if that was below zero. Pointers are passed as numbers: the caller keeps the memory
 * alive. Numbers are those of Linux's {@code asm-generic/errno*.h}, {@code socket.h} and {@code
 * udp.h}, which x86-64 and AArch64 share.
 */
final class Posix {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_DGRAM_NONBLOCK_CLOEXEC = 2 | 0x800 | 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_SNDBUF = 7;
  static final int SO_RCVBUF = 8;
  static final int IPPROTO_IP = 0;
  static final int IP_MTU_DISCOVER = 10;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_MTU_DISCOVER = 23;

  /** Never fragment, and do not believe anybody about how much the path carries. */
  static final int PMTUDISC_PROBE = 3;

  static final int IPV6_V6ONLY = 26;
  static final int SOL_UDP = 17;
  static final int UDP_SEGMENT = 103;
  static final int UDP_GRO = 104;
  static final int MSG_DONTWAIT = 0x40;
  static final short POLLIN = 1;

  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int ENOMEM = 12;
  static final int EINVAL = 22;
  static final int ENFILE = 23;
  static final int EMFILE = 24;
  static final int EMSGSIZE = 90;
  static final int EAFNOSUPPORT = 97;
  static final int EADDRINUSE = 98;
  static final int EADDRNOTAVAIL = 99;
  static final int ENETUNREACH = 101;
  static final int ENOBUFS = 105;
  static final int ECONNREFUSED = 111;
  static final int EHOSTUNREACH = 113;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup C = LINKER.defaultLookup();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_VALUE =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKNAME =
      handle("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SETSOCKOPT =
      handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = handle("close", JAVA_INT);
  private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle POLL = handle("poll", JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READ = longHandle("read", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE = longHandle("write", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SENDMSG = longHandle("sendmsg", JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SENDMMSG =
      handle("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      handle("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);

  /** Where the linker leaves {@code errno}; one for each thread that calls. */
  static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();

  private Posix() {}

  /**
   * The same three calls without {@code errno}: to capture it makes an object until the code around
   * it has been compiled in one piece, which nobody can rely on.
   */
  private static final MethodHandle SENDMSG_PLAIN =
      LINKER.downcallHandle(
          C.findOrThrow("sendmsg"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

  private static final MethodHandle SENDMMSG_PLAIN =
      LINKER.downcallHandle(
          C.findOrThrow("sendmmsg"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT));
  private static final MethodHandle RECVMMSG_PLAIN =
      LINKER.downcallHandle(
          C.findOrThrow("recvmmsg"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG));

  private static MethodHandle handle(String name, ValueLayout... arguments) {
    return LINKER.downcallHandle(
        C.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments), ERRNO);
  }

  private static MethodHandle longHandle(String name, ValueLayout... arguments) {
    return LINKER.downcallHandle(
        C.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, arguments), ERRNO);
  }

  static int socket(MemorySegment errno, int family, int type) {
    try {
      return result((int) SOCKET.invokeExact(errno, family, type, 0), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int bind(MemorySegment errno, int fd, long address, int bytes) {
    try {
      return result((int) BIND.invokeExact(errno, fd, address, bytes), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getsockname(MemorySegment errno, int fd, long address, long length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(errno, fd, address, length), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int setsockopt(MemorySegment errno, int fd, int level, int name, MemorySegment value) {
    try {
      return result(
          (int)
              SETSOCKOPT.invokeExact(
                  errno, fd, level, name, value.address(), (int) value.byteSize()),
          errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int close(MemorySegment errno, int fd) {
    try {
      return result((int) CLOSE.invokeExact(errno, fd), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** A counter that {@link #poll} can wait for. */
  static int eventfd(MemorySegment errno) {
    try {
      return result((int) EVENTFD.invokeExact(errno, 0, 0x80800), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int poll(MemorySegment errno, long fds, long count, int timeoutMillis) {
    try {
      return result((int) POLL.invokeExact(errno, fds, count, timeoutMillis), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long read(MemorySegment errno, int fd, long buffer, long bytes) {
    try {
      return result((long) READ.invokeExact(errno, fd, buffer, bytes), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static long write(MemorySegment errno, int fd, long buffer, long bytes) {
    try {
      return result((long) WRITE.invokeExact(errno, fd, buffer, bytes), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** After a failure the call is made once more, to learn why, or to succeed. */
  static long sendmsg(MemorySegment errno, int fd, long message) {
    try {
      long sent = (long) SENDMSG_PLAIN.invokeExact(fd, message, MSG_DONTWAIT);
      if (sent >= 0) {
        return sent;
      }
      return result((long) SENDMSG.invokeExact(errno, fd, message, MSG_DONTWAIT), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** After a failure the call is made once more, to learn why, or to succeed. */
  static int sendmmsg(MemorySegment errno, int fd, long messages, int count) {
    try {
      int sent = (int) SENDMMSG_PLAIN.invokeExact(fd, messages, count, MSG_DONTWAIT);
      if (sent >= 0) {
        return sent;
      }
      return result((int) SENDMMSG.invokeExact(errno, fd, messages, count, MSG_DONTWAIT), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Returns -1, whatever failed: mostly there is just nothing to receive. */
  static int recvmmsgPlain(int fd, long messages, int count) {
    try {
      return (int) RECVMMSG_PLAIN.invokeExact(fd, messages, count, MSG_DONTWAIT, 0L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int recvmmsg(MemorySegment errno, int fd, long messages, int count) {
    try {
      return result(
          (int) RECVMMSG.invokeExact(errno, fd, messages, count, MSG_DONTWAIT, 0L), errno);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** What an error number means, for the few that users meet. */
  static String explain(int error) {
    return switch (error) {
      case EADDRINUSE -> "address in use: another socket is bound to it";
      case EADDRNOTAVAIL -> "this machine has no such address";
      case EACCES, EPERM -> "not permitted";
      case ENETUNREACH, EHOSTUNREACH -> "unreachable";
      case ENFILE, EMFILE -> "too many open files: raise this process's limit (ulimit -n)";
      case ENOMEM, ENOBUFS -> "the system has no memory for it";
      default -> Errno.name(error);
    };
  }

  private static int result(int returned, MemorySegment errno) {
    return returned >= 0 ? returned : -(int) ERRNO_VALUE.get(errno, 0L);
  }

  private static long result(long returned, MemorySegment errno) {
    return returned >= 0 ? returned : -(int) ERRNO_VALUE.get(errno, 0L);
  }

  private static AssertionError impossible(Throwable e) {
    return new AssertionError("a call into the C library cannot throw", e);
  }
}
