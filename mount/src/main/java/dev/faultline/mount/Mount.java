package dev.faultline.mount;

import dev.faultline.disk.crash.Recording;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.mount.control.ControlServer;
import dev.faultline.mount.sys.Fusermount;
import dev.faultline.mount.sys.Libc;
import dev.faultline.mount.sys.MountCalls;
import dev.faultline.mount.wire.Exchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A FUSE file system that shows a source folder at another path. Every operation on a file below
 * the mount point passes through this process. Needs Linux, {@code /dev/fuse}, and root or the
 * program {@code fusermount3}.
 *
 * <p>Safe for several threads. This process must not open files below its own mount point: it would
 * wait for itself.
 */
public final class Mount implements AutoCloseable {
  private static final long NO_SET_USER_NO_DEVICES = 2 | 4;
  private static final int EPERM = 1;
  private static final int ENOENT = 2;

  private final Path point;
  private final String deviceNumber;
  private final Workspace workspace;
  private final @Nullable ControlServer control;
  private final Service service;
  private final Crashes crashes;
  private final Rules rules;
  private final RuleChanges changes;
  private final Forgetting forgetting;
  private final RuledCrashes ruledCrashes;
  private final Service.Answerer answerer;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Mount(
      Path point,
      String deviceNumber,
      int device,
      Nodes nodes,
      MountOptions options,
      Workspace workspace,
      @Nullable ControlServer control,
      Consumer<String> said) {
    this.point = point;
    this.deviceNumber = deviceNumber;
    this.workspace = workspace;
    this.control = control;
    service = new Service(device, options.threads(), nodes, this::ended);
    Handles handles = new Handles();
    rules = new Rules(aftermath(options.base()), handles);
    KernelCaches caches = new KernelCaches(options.cacheTime());
    Witness witness =
        new Witness(
            new PassThrough(nodes, caches),
            nodes,
            workspace.overlay(),
            workspace.model(),
            options.base().keepsHistory(),
            said);
    Notices notices = new Notices(device);
    forgetting = new Forgetting(nodes, notices, caches);
    crashes = new Crashes(workspace, witness, nodes, notices);
    changes =
        new RuleChanges(
            rules,
            caches,
            forgetting,
            handles,
            nodes,
            service.waits(),
            workspace.files(),
            options.base().records());
    changes.begin(options.rules(), options.seed());
    ruledCrashes = new RuledCrashes(point, crashes, nodes, workspace.model(), said);
    Damage damage = new Damage(nodes, witness, workspace.model());
    answerer =
        new Injector(
            rules,
            handles,
            nodes,
            service.waits(),
            damage,
            forgetting,
            ruledCrashes,
            witness::answer);
  }

  /**
   * What happens to data that a failed sync did not write, on the first profile that the mount can
   * crash as.
   */
  private static Aftermath aftermath(MountBase base) {
    Aftermath own =
        base.profiles().isEmpty() ? Aftermath.CLEAN : Aftermath.of(base.profiles().getFirst());
    return own == Aftermath.REVERTED ? Aftermath.CLEAN : own;
  }

  private void start() {
    service.start(answerer);
    if (control != null) {
      control.start(new Control(point, crashes, changes));
    }
  }

  /** The file system was unmounted and its last open file was closed. */
  private void ended() {
    if (control != null) {
      control.close();
    }
    forgetting.close();
    ruledCrashes.close();
    workspace.discard();
    ended.countDown();
  }

  /**
   * Mounts {@code source} at {@code point}.
   *
   * @param said receives one line for each thing cleaned up before the mount, and for each crash
   *     that a rule causes
   * @throws MountException with the reason, if it cannot be mounted; nothing is left mounted then
   */
  public static Mount mount(Path source, Path point, MountOptions options, Consumer<String> said)
      throws MountException {
    Path from = MountPoint.realFolder("source", source);
    Path at = MountPoint.free(from, point, said);
    MountPoint.checkOutside(from, at, Workspace.copyAt(options.base()));
    Workspace workspace = Workspace.of(from, options.base(), said);
    try (Cleanup cleanup = new Cleanup(workspace)) {
      ControlServer control = options.port() < 0 ? null : listen(options.port());
      cleanup.control = control;
      Mount mount = mount(workspace, at, options, control, said);
      cleanup.isMounted = true;
      return mount;
    }
  }

  /** Releases the resources of a mount that failed to start. */
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
      Workspace workspace,
      Path at,
      MountOptions options,
      @Nullable ControlServer control,
      Consumer<String> said)
      throws MountException {
    try (Arena arena = Arena.ofConfined()) {
      Worker worker = new Worker(arena);
      Libc libc = worker.libc();
      int root = openFolder(libc, arena, workspace.files());
      if (worker.status(root) < 0) {
        libc.close(root);
        throw new MountException("source " + workspace.files() + " has no attributes");
      }
      Nodes nodes = new Nodes(root, worker.identity(), Libc::discard);
      String name = control == null ? "faultline" : MountControl.source(control.port());
      int device;
      try {
        device = libc.user() == 0 ? asRoot(libc, arena, at, name) : asOther(at, name);
      } catch (MountException e) {
        nodes.closeAll();
        throw e;
      }
      return served(at, device, nodes, options, workspace, control, said);
    }
  }

  private static int openFolder(Libc libc, Arena arena, Path folder) throws MountException {
    int opened =
        libc.openat(-1, text(arena, folder.toString()), Entries.NAME_ONLY | Flags.O_DIRECTORY, 0);
    if (opened < 0) {
      throw new MountException("source " + folder + ": " + MountCalls.message(-opened));
    }
    return opened;
  }

  /** Mounts as root, and returns the file descriptor of the device. */
  private static int asRoot(Libc libc, Arena arena, Path at, String name) throws MountException {
    int device = libc.openat(-1, text(arena, Service.DEVICE), Service.O_RDWR | Flags.O_CLOEXEC, 0);
    if (device < 0) {
      throw new MountException(noDevice(-device));
    }
    // Not by a format, for which the JVM would load a language's words for numbers first.
    String mountOptions =
        "fd="
            + device
            + ",rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions,max_read="
            + Exchange.MAX_WRITE;
    int mounted =
        new MountCalls(libc)
            .mount(
                text(arena, name),
                text(arena, at.toString()),
                text(arena, MountTable.TYPE),
                NO_SET_USER_NO_DEVICES,
                text(arena, mountOptions));
    if (mounted < 0) {
      libc.close(device);
      throw new MountException(notMounted(at, -mounted));
    }
    return device;
  }

  /** The same for a user who is not root. */
  private static int asOther(Path at, String name) throws MountException {
    try {
      return Fusermount.mount(
          at,
          "fsname=%s,subtype=%s,nosuid,nodev,default_permissions,max_read=%d"
              .formatted(name, MountTable.SUBTYPE, Exchange.MAX_WRITE));
    } catch (IOException e) {
      throw new MountException("cannot mount at " + at + ": " + e.getMessage());
    }
  }

  /** Starts to serve the mount; unmounts it if that fails. */
  private static Mount served(
      Path at,
      int device,
      Nodes nodes,
      MountOptions options,
      Workspace workspace,
      @Nullable ControlServer control,
      Consumer<String> said)
      throws MountException {
    try {
      String number = MountTable.device(at);
      if (number == null) {
        throw new MountException("what was mounted at " + at + " is gone already");
      }
      Mount mount = new Mount(at, number, device, nodes, options, workspace, control, said);
      mount.start();
      return mount;
    } catch (IOException e) {
      MountPoint.detach(at);
      Libc.discard(device);
      throw new MountException("mount point " + at + ": " + e.getMessage());
    } catch (RuntimeException | Error e) {
      // Threads that were made already end by themselves now, and close the device.
      MountPoint.detach(at);
      throw e;
    }
  }

  private static String noDevice(int errno) {
    return errno == ENOENT
        ? "there is no "
            + Service.DEVICE
            + "; in a container, give it the device (--device "
            + Service.DEVICE
            + " --cap-add SYS_ADMIN); else load the kernel's module fuse"
        : Service.DEVICE + " cannot be opened: " + MountCalls.message(errno);
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

  /**
   * Unmounts one of our mounts.
   *
   * @param evenIfBusy detaches the mount now although files are open; the kernel removes it when
   *     the last one is closed
   * @return where it was mounted
   * @throws MountException if none is mounted there, or it is in use
   */
  public static Path unmount(Path point, boolean evenIfBusy) throws MountException {
    return MountPoint.unmount(point, evenIfBusy);
  }

  /** Where it is mounted. */
  public Path point() {
    return point;
  }

  /**
   * An internal failure of this file system, which clients saw as an input/output error; null if
   * there was none.
   */
  public @Nullable Throwable failure() {
    return service.failure();
  }

  /** Waits until any process has unmounted it and no process has a file open there. */
  public void await() throws InterruptedException {
    service.await();
  }

  /**
   * Every operation made through the mount so far.
   *
   * @throws IllegalStateException if the mount keeps no history
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

  /** How often fault rules were applied so far. */
  public long firings() {
    return rules.firings();
  }

  /** One sentence for each rule that was never applied, with the reason. */
  public List<String> warnings() {
    return rules.warnings();
  }

  /**
   * How many calls were not delayed although a rule said so, because too many were waiting already.
   */
  public long notHeldUp() {
    return service.waits().notHeld();
  }

  /**
   * Unmounts. Open files stay usable until they are closed. Hanging calls return, and later calls
   * do not hang. Does nothing if it is already unmounted.
   */
  @Override
  public void close() {
    service.waits().close();
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      // Of what ended by itself the number may be another's by now.
      if (deviceNumber.equals(MountTable.device(point))
          && (!service.hasEnded() || MountPoint.isDead(point))) {
        MountPoint.detach(point);
      }
    } catch (MountException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitCopyGone();
  }

  /**
   * Without this wait, a process that exits right after {@link #close} would leave the copy behind.
   */
  private void awaitCopyGone() {
    try {
      // As long as files are open, it stays anyway.
      boolean ignored = workspace.overlay() == null || ended.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
