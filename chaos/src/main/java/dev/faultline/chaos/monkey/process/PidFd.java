package dev.faultline.chaos.monkey.process;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.faultline.chaos.monkey.process.ProcessException.Reason;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * A descriptor of one process, see pidfd_open(2): a signal sent through it reaches that process or
 * none, even if another process has the pid by then. Not thread-safe.
 */
final class PidFd implements AutoCloseable {
  /** The same on x86-64 and AArch64. */
  private static final long PIDFD_SEND_SIGNAL = 424;

  private static final long PIDFD_OPEN = 434;

  private static final int EPERM = 1;
  private static final int ESRCH = 3;
  private static final int ENOSYS = 38;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup C = LINKER.defaultLookup();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_VALUE =
      Linker.Option.captureStateLayout().varHandle(PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          C.findOrThrow("syscall"),
          FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          ERRNO,
          Linker.Option.firstVariadicArg(1));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(C.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  private final ProcessId id;
  private final int descriptor;

  private PidFd(ProcessId id, int descriptor) {
    this.id = id;
    this.descriptor = descriptor;
  }

  /**
   * Opens this process, but never another process with the same pid.
   *
   * @throws ProcessException where it is gone
   */
  static PidFd open(Procfs procfs, ProcessId id) throws IOException {
    PidFd opened = new PidFd(id, (int) call(id, PIDFD_OPEN, id.pid(), 0));
    // Read after the descriptor has been opened: where the process of this start still has the pid
    // now, it had it then.
    boolean alive = false;
    try {
      alive = procfs.isAlive(id);
    } finally {
      if (!alive) {
        opened.close();
      }
    }
    if (!alive) {
      throw gone(id);
    }
    return opened;
  }

  /** Sends a signal; to a process that has ended it is an error. */
  void send(Signal signal) throws ProcessException {
    call(id, PIDFD_SEND_SIGNAL, descriptor, signal.number());
  }

  private static long call(ProcessId id, long number, long first, long second)
      throws ProcessException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(Linker.Option.captureStateLayout());
      long result = (long) SYSCALL.invokeExact(errno, number, first, second, 0L, 0L);
      if (result < 0) {
        throw failure(id, (int) ERRNO_VALUE.get(errno, 0L));
      }
      return result;
    } catch (ProcessException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("the linker cannot call the C library", e);
    }
  }

  private static ProcessException failure(ProcessId id, int errno) {
    return switch (errno) {
      case ESRCH -> gone(id);
      case EPERM ->
          new ProcessException(
              Reason.NOT_PERMITTED, "this user is not allowed to send signals to " + id);
      case ENOSYS ->
          new ProcessException(
              Reason.NOT_SUPPORTED, "this kernel has no pidfd_send_signal; it takes Linux 5.3");
      default ->
          new ProcessException(Reason.SYSTEM, "the system refuses " + id + " with errno " + errno);
    };
  }

  private static ProcessException gone(ProcessId id) {
    return new ProcessException(Reason.GONE, id + " is gone");
  }

  @Override
  public void close() {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor);
      assert ignored == 0;
    } catch (Throwable e) {
      throw new AssertionError("the linker cannot call the C library", e);
    }
  }
}
