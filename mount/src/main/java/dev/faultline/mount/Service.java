package dev.faultline.mount;

import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.sys.MountCalls;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The threads that answer the kernel's requests. Safe for several threads. */
final class Service {
  static final String DEVICE = "/dev/fuse";
  static final int O_RDWR = 2;

  private static final int MOST_THREADS = 1_024;
  private static final long CLONE = 0x8004e500L;
  private static final int ENOENT = 2;
  private static final int EINTR = 4;
  private static final int EIO = 5;
  private static final int EAGAIN = 11;

  /** Answers a request that is the file system's own to answer. */
  @FunctionalInterface
  interface Answerer {
    void answer(Opcode opcode, Worker worker);

    /** The kernel has got the answer to the worker's request. */
    default void sent(Worker worker) {}
  }

  private final int device;
  private final int baseThreads;
  private final Nodes nodes;
  private final Runnable atEnd;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Waits waits = new Waits(this::mayHold, Dying::is);
  private int serving;
  private boolean ended;
  private Answerer answerer = (opcode, worker) -> PassThrough.refuse(worker.exchange());

  /**
   * Of the threads' memory; kept as long as this object, since it is little and used to the end.
   */
  private final Arena arena = Arena.ofAuto();

  /**
   * Does not begin yet. Closes the device, and the nodes' descriptors, when the last thread ends.
   *
   * @param baseThreads how many requests are answered at once, beside those that are held up
   * @param atEnd runs after that
   */
  Service(int device, int baseThreads, Nodes nodes, Runnable atEnd) {
    this.atEnd = atEnd;
    this.device = device;
    this.baseThreads = baseThreads;
    this.nodes = nodes;
  }

  /** The requests that are held up. */
  Waits waits() {
    return waits;
  }

  /**
   * Begins.
   *
   * @throws OutOfMemoryError if the system gives no thread; those that it gave end when it is
   *     unmounted
   */
  void start(Answerer all) {
    answerer = all;
    for (int i = 0; i < baseThreads; i++) {
      startOne();
    }
  }

  private void startOne() {
    synchronized (threads) {
      int number = threads.size();
      Thread thread =
          Thread.ofPlatform()
              .name("faultline-mount-" + number)
              .daemon()
              .unstarted(() -> serve(number > 0));
      thread.start();
      serving++;
      threads.add(thread);
    }
  }

  /**
   * Requests that a fault holds up keep their threads; others must not wait for them. Whether there
   * is a thread for these beside so many that wait.
   */
  private boolean mayHold(int waiting) {
    synchronized (threads) {
      if (threads.size() < Math.min(waiting + baseThreads, MOST_THREADS)) {
        try {
          startOne();
        } catch (OutOfMemoryError e) {
          // The system gives no more; those that are there have to do.
        }
      }
      return threads.size() > waiting;
    }
  }

  private void serve(boolean ownQueue) {
    int queue = device;
    try {
      Worker worker = new Worker(arena);
      new MountCalls(worker.libc()).keepModes();
      queue = ownQueue ? clone(worker, device) : device;
      serve(worker, queue);
    } catch (OutOfMemoryError e) {
      failure.compareAndSet(null, e);
    } finally {
      end(queue);
    }
  }

  /** Answers requests until the kernel has no more. */
  private void serve(Worker worker, int queue) {
    Libc libc = worker.libc();
    Exchange exchange = worker.exchange();
    while (true) {
      long read = libc.read(queue, exchange.requestAddress(), exchange.requestRoom());
      if (read == -EINTR || read == -EAGAIN || read == -ENOENT) {
        continue;
      }
      if (read < Exchange.IN_HEADER) {
        // ENODEV: unmounted.
        synchronized (threads) {
          ended = true;
        }
        return;
      }
      exchange.begin();
      answer(worker);
      if (exchange.answered() > 0) {
        // ENOENT: whoever asked has been killed meanwhile.
        libc.write(queue, exchange.answeredAddress(), exchange.answered());
        answerer.sent(worker);
      }
    }
  }

  private void end(int queue) {
    boolean last;
    synchronized (threads) {
      last = --serving == 0;
    }
    if (queue != device) {
      Libc.discard(queue);
    }
    if (last) {
      Libc.discard(device);
      nodes.closeAll();
      atEnd.run();
    }
  }

  private void answer(Worker worker) {
    Exchange exchange = worker.exchange();
    try {
      Opcode opcode = Opcode.of(exchange.opcode());
      if (opcode == null) {
        PassThrough.refuse(exchange);
      } else if (opcode == Opcode.INTERRUPT) {
        waits.interrupted(exchange.int64(0));
      } else {
        answerer.answer(opcode, worker);
      }
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      exchange.failed(-EIO);
    }
  }

  /** A queue of this thread's own, so that threads do not wake each other up. */
  private static int clone(Worker worker, int device) {
    Libc libc = worker.libc();
    try (Arena arena = Arena.ofConfined()) {
      int queue =
          libc.openat(-1, arena.allocateFrom(DEVICE).address(), O_RDWR | Flags.O_CLOEXEC, 0);
      if (queue < 0) {
        return device;
      }
      worker.scratch().set(ValueLayout.JAVA_INT, 0, device);
      if (new MountCalls(libc).ioctl(queue, CLONE, worker.scratch().address()) < 0) {
        libc.close(queue);
        return device;
      }
      return queue;
    }
  }

  /** Whether a thread has been told that it is unmounted, and that nobody uses it any more. */
  boolean hasEnded() {
    synchronized (threads) {
      return ended;
    }
  }

  /** A failure of this file system itself; null if none. */
  @Nullable Throwable failure() {
    return failure.get();
  }

  /** Waits until all threads have ended. */
  void await() throws InterruptedException {
    while (true) {
      List<Thread> all;
      synchronized (threads) {
        all = List.copyOf(threads);
      }
      for (Thread thread : all) {
        thread.join();
      }
      synchronized (threads) {
        if (all.size() == threads.size()) {
          return;
        }
      }
    }
  }
}
