package dev.faultline.mount;

import dev.faultline.disk.crash.Recording;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.Faults;
import dev.faultline.mount.control.ControlServer;
import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.sys.MountCalls;
import dev.faultline.mount.wire.Exchange;
import dev.faultline.mount.wire.Opcode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of the source, mounted elsewhere: every operation on a file there passes through this
 * process. Needs Linux, {@code /dev/fuse} and root.
 *
 * <p>Safe for several threads. This process must not open files below its own mount point: it would
 * wait for itself.
 */
public final class Mount implements AutoCloseable {
  private static final String DEVICE = "/dev/fuse";
  private static final int O_RDWR = 2;
  private static final long NO_SET_USER_NO_DEVICES = 2 | 4;
  private static final int DETACH = 2;
  private static final int MOST_THREADS = 1_024;
  private static final long CLONE = 0x8004e500L;

  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int EINTR = 4;
  private static final int EIO = 5;
  private static final int EAGAIN = 11;
  private static final int EBUSY = 16;

  private final Path point;
  private final Nodes nodes;
  private final Witness witness;
  private final Workspace workspace;
  private final Crashes crashes;
  private final @Nullable ControlServer control;
  private final List<Thread> threads = new ArrayList<>();
  private final int device;
  private final int baseThreads;
  private final Faults faults;
  private final @Nullable Injector injector;
  private final Waits waits = new Waits(this::someWait);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicInteger serving = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * Of the threads' memory; kept as long as this object, since it is little and used to the end.
   */
  private final Arena arena = Arena.ofAuto();

  private Mount(
      Path point,
      int device,
      Nodes nodes,
      MountOptions options,
      Workspace workspace,
      @Nullable ControlServer control) {
    this.point = point;
    this.device = device;
    this.nodes = nodes;
    this.baseThreads = options.threads();
    this.workspace = workspace;
    this.control = control;
    PassThrough passThrough =
        new PassThrough(nodes, options.cacheTimes(), MountRules.seesEachByte(options.rules()));
    witness =
        new Witness(
            passThrough,
            nodes,
            workspace.overlay(),
            workspace.model(),
            options.base().keepsHistory());
    crashes = new Crashes(workspace, witness, nodes, new Notices(device));
    faults = new Faults(options.rules(), options.seed(), Aftermath.CLEAN);
    injector = options.rules().isEmpty() ? null : new Injector(faults, nodes, waits);
  }

  /**
   * Mounts {@code source} at {@code point}.
   *
   * @param said is told, in a line, what was cleaned up first
   * @throws MountException with the reason, where that cannot be; nothing is left mounted
   */
  public static Mount mount(Path source, Path point, MountOptions options, Consumer<String> said)
      throws MountException {
    Path from = realFolder("source", source);
    cleanUp(absolute(point), said);
    Path at = realFolder("mount point", point);
    check(source, point, from, at);
    Workspace workspace = Workspace.of(from, options.base(), said);
    try (Cleanup cleanup = new Cleanup(workspace)) {
      ControlServer control = options.port() < 0 ? null : listen(options.port());
      cleanup.control = control;
      Mount mount = mount(workspace, at, options, control);
      cleanup.isMounted = true;
      return mount;
    }
  }

  /** Takes away what a mount that did not come up needed. */
  private static final class Cleanup implements AutoCloseable {
    private final Workspace workspace;
    private @Nullable ControlServer control;
    private boolean isMounted;

    private Cleanup(Workspace workspace) {
      this.workspace = workspace;
    }

    @Override
    public void close() {
      if (!isMounted) {
        if (control != null) {
          control.close();
        }
        workspace.discard();
      }
    }
  }

  private static ControlServer listen(int port) throws MountException {
    try {
      return ControlServer.bind(port);
    } catch (IOException e) {
      throw new MountException(
          "port " + port + " cannot be listened at: " + e.getMessage() + "; choose another");
    }
  }

  private static Mount mount(
      Workspace workspace, Path at, MountOptions options, @Nullable ControlServer control)
      throws MountException {
    Arena arena = Arena.ofAuto();
    Libc libc = new Libc(arena);
    MountCalls calls = new MountCalls(libc);
    int device = libc.openat(-1, text(arena, DEVICE), O_RDWR | Flags.O_CLOEXEC, 0);
    if (device < 0) {
      throw new MountException(noDevice(-device));
    }
    Worker worker = new Worker(arena);
    int root =
        libc.openat(
            -1,
            text(arena, workspace.files().toString()),
            Entries.NAME_ONLY | Flags.O_DIRECTORY,
            0);
    if (root < 0 || worker.status(root) < 0) {
      libc.close(device);
      throw new MountException(
          "source " + workspace.files() + ": " + MountCalls.message(Math.abs(root)));
    }
    calls.umask(0);
    String mountOptions =
        "fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions,max_read=%d"
            .formatted(device, Exchange.MAX_WRITE);
    int mounted =
        calls.mount(
            text(arena, control == null ? "faultline" : MountControl.source(control.port())),
            text(arena, at.toString()),
            text(arena, MountTable.TYPE),
            NO_SET_USER_NO_DEVICES,
            text(arena, mountOptions));
    if (mounted < 0) {
      libc.close(root);
      libc.close(device);
      throw new MountException(notMounted(at, -mounted));
    }
    Nodes nodes = new Nodes(root, worker.identity(), Libc::discard);
    Mount mount = new Mount(at, device, nodes, options, workspace, control);
    mount.start(options.threads());
    if (control != null) {
      control.start(new Control(at, mount.crashes));
    }
    return mount;
  }

  private static Path realFolder(String what, Path given) throws MountException {
    try {
      Path real = given.toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
    } catch (IOException e) {
      throw new MountException(what + " " + given + ": there is no such folder");
    }
    throw new MountException(what + " " + given + " is not a folder");
  }

  private static void check(Path source, Path point, Path from, Path at) throws MountException {
    if (at.startsWith(from)) {
      throw new MountException(
          "mount point " + point + " is inside of source " + source + "; choose one outside");
    }
    if (from.startsWith(at)) {
      throw new MountException(
          "source " + source + " is inside of mount point " + point + "; choose another point");
    }
    try {
      if (MountTable.isMounted(at)) {
        throw new MountException(
            "mount point " + point + ": something is mounted there; unmount it first");
      }
      try (Stream<Path> inside = Files.list(at)) {
        if (inside.findAny().isPresent()) {
          throw new MountException(
              "mount point " + point + " is not empty: what is in it would be hidden");
        }
      }
    } catch (IOException e) {
      throw new MountException("mount point " + point + ": " + e.getMessage());
    }
  }

  /** Takes away what a process of ours that was killed has left mounted. */
  private static void cleanUp(Path point, Consumer<String> said) throws MountException {
    try {
      if (!MountTable.isOurs(point) || isAlive(point)) {
        return;
      }
    } catch (IOException e) {
      throw new MountException("mount point " + point + ": " + e.getMessage());
    }
    unmount(point, true);
    said.accept("unmounted " + point + ", which a process that is gone had left mounted");
  }

  /** Whether somebody answers there. */
  private static boolean isAlive(Path point) {
    try (Arena arena = Arena.ofConfined()) {
      Libc libc = new Libc(arena);
      int found =
          libc.statx(-1, text(arena, point.toString()), 0, 1, arena.allocate(256).address());
      return found == 0;
    }
  }

  /**
   * Unmounts one of our mounts.
   *
   * @param evenIfBusy takes it from the tree now, and away when nobody uses it any more
   * @return where it was mounted
   * @throws MountException if none is mounted there, or it is in use
   */
  public static Path unmount(Path point, boolean evenIfBusy) throws MountException {
    Path at = absolute(point);
    try {
      if (!MountTable.isOurs(at)) {
        throw new MountException("no mount of faultline is at " + point);
      }
    } catch (IOException e) {
      throw new MountException("mount point " + point + ": " + e.getMessage());
    }
    try (Arena arena = Arena.ofConfined()) {
      MountCalls calls = new MountCalls(new Libc(arena));
      int result = calls.umount2(text(arena, at.toString()), evenIfBusy ? DETACH : 0);
      if (result == -EBUSY) {
        throw new MountException(
            point + " is in use; end the processes that use it, or take it away with --force");
      }
      if (result < 0) {
        throw new MountException(point + " cannot be unmounted: " + MountCalls.message(-result));
      }
    }
    return at;
  }

  /** With its folder resolved, but not itself: nobody may answer there. */
  static Path absolute(Path point) throws MountException {
    Path absolute = point.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      return absolute;
    }
    try {
      return parent.toRealPath().resolve(absolute.getFileName());
    } catch (IOException e) {
      throw new MountException("mount point " + point + ": there is no folder " + parent);
    }
  }

  private static String noDevice(int errno) {
    return errno == ENOENT
        ? "there is no "
            + DEVICE
            + "; in a container, give it the device (--device "
            + DEVICE
            + " --cap-add SYS_ADMIN); else load the kernel's module fuse"
        : DEVICE + " cannot be opened: " + MountCalls.message(errno);
  }

  private static String notMounted(Path point, int errno) {
    return errno == EPERM
        ? "only root may mount at "
            + point
            + "; in a container, it needs the capability SYS_ADMIN (--cap-add SYS_ADMIN)"
        : "cannot mount at " + point + ": " + MountCalls.message(errno);
  }

  private static long text(Arena arena, String text) {
    return arena.allocateFrom(text).address();
  }

  private void start(int count) {
    for (int i = 0; i < count; i++) {
      startOne();
    }
  }

  private void startOne() {
    synchronized (threads) {
      int number = threads.size();
      serving.incrementAndGet();
      Thread thread =
          Thread.ofPlatform()
              .name("faultline-mount-" + number)
              .daemon()
              .unstarted(() -> serve(number > 0));
      threads.add(thread);
      thread.start();
    }
  }

  /** Requests that a fault holds up keep their threads; others must not wait for them. */
  private void someWait(int waiting) {
    synchronized (threads) {
      if (threads.size() < Math.min(waiting + baseThreads, MOST_THREADS)) {
        startOne();
      }
    }
  }

  /** Answers requests until the kernel has no more. */
  private void serve(boolean ownQueue) {
    Worker worker = new Worker(arena);
    Libc libc = worker.libc();
    int queue = ownQueue ? clone(worker, device) : device;
    Exchange exchange = worker.exchange();
    while (true) {
      long read = libc.read(queue, exchange.requestAddress(), exchange.requestRoom());
      if (read == -EINTR || read == -EAGAIN || read == -ENOENT) {
        continue;
      }
      if (read < Exchange.IN_HEADER) {
        // ENODEV: unmounted.
        break;
      }
      exchange.begin();
      answer(worker);
      if (exchange.answered() > 0) {
        // ENOENT: whoever asked has been killed meanwhile.
        libc.write(queue, exchange.answeredAddress(), exchange.answered());
      }
    }
    if (queue != device) {
      libc.close(queue);
    }
    if (serving.decrementAndGet() == 0) {
      if (control != null) {
        control.close();
      }
      libc.close(device);
      nodes.closeAll();
      workspace.discard();
      ended.countDown();
    }
  }

  private void answer(Worker worker) {
    Exchange exchange = worker.exchange();
    try {
      Opcode opcode = Opcode.of(exchange.opcode());
      if (opcode == null) {
        PassThrough.refuse(exchange);
      } else if (opcode == Opcode.INTERRUPT) {
        if (!waits.giveUp(exchange.int64(0)) && injector != null) {
          // It may not have begun to wait: the kernel tells us again.
          exchange.failed(-EAGAIN);
        }
      } else if (injector != null) {
        injector.answer(opcode, worker, each -> witness.answer(opcode, each));
      } else {
        witness.answer(opcode, worker);
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
      int queue = libc.openat(-1, text(arena, DEVICE), O_RDWR | Flags.O_CLOEXEC, 0);
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

  /** Where it is mounted. */
  public Path point() {
    return point;
  }

  /** A failure of this file system itself, answered as an input/output error; null if none. */
  public @Nullable Throwable failure() {
    return failure.get();
  }

  /** Waits until it is unmounted, by whomever. */
  public void await() throws InterruptedException {
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

  /**
   * Everything that was done through it so far.
   *
   * @throws IllegalStateException if it does not keep that
   */
  public Recording recording() {
    return crashes.recording();
  }

  /**
   * Kills all processes that use files there.
   *
   * @return how many there were
   * @throws IOException if some cannot be killed
   */
  public int killClients() throws IOException, InterruptedException {
    return Clients.kill(point);
  }

  /** How often a rule struck so far. */
  public long firings() {
    synchronized (faults) {
      return faults.firings();
    }
  }

  /** One sentence for each rule that has struck nothing, and why. */
  public List<String> warnings() {
    synchronized (faults) {
      return faults.warnings();
    }
  }

  /** Unmounts; files that are open stay usable until they are closed. */
  @Override
  public void close() {
    waits.releaseAll();
    try {
      if (MountTable.isOurs(point)) {
        unmount(point, true);
      }
    } catch (MountException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitCopyGone();
  }

  /** A process that ends after this would leave the copy. */
  private void awaitCopyGone() {
    try {
      // As long as files are open, it stays anyway.
      boolean ignored = workspace.overlay() == null || ended.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
