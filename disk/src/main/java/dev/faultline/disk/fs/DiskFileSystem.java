package dev.faultline.disk.fs;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Disk;
import dev.faultline.disk.Entry;
import dev.faultline.disk.Image;
import dev.faultline.disk.Profile;
import dev.faultline.disk.Unsynced;
import dev.faultline.disk.fault.Aftermath;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.Faults;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory file system that can crash: {@link #crash} keeps what a profile allows. Thread-safe.
 *
 * <pre>{@code
 * var before = DiskFileSystem.create(Profile.POSIX_MINIMAL, Device.SECTORS);
 * Files.writeString(before.getPath("/a"), "never synced");
 * var after = before.crash(CrashStates::harshest);
 * assert Files.notExists(after.getPath("/a"));
 * }</pre>
 */
public final class DiskFileSystem extends FileSystem {
  private final CallLock lock = new CallLock();
  private final DiskProvider provider = new DiskProvider(this);
  private final Disk disk;
  private final Resolver resolver;
  private final @Nullable Unsynced unsynced;
  private final Caller caller;
  private final Consumer<Entry> observer;
  private final Watches watches = new Watches();
  private final LockTable locks = new LockTable();
  private final Injector injector;

  private DiskFileSystem(
      Disk disk, Caller caller, Consumer<Entry> observer, @Nullable Unsynced unsynced) {
    this.disk = disk;
    this.caller = caller;
    this.observer = observer;
    this.resolver = new Resolver(disk);
    this.unsynced = unsynced;
    this.injector = new Injector(lock.lock(), disk, resolver);
  }

  /** An empty file system that can crash. Its clock counts calls. */
  public static DiskFileSystem create(Profile profile, Device device) {
    return create(profile, device, Caller.counting(), entry -> {});
  }

  /**
   * An empty file system that can crash.
   *
   * @param observer gets each entry of the history while the file system is locked
   */
  public static DiskFileSystem create(
      Profile profile, Device device, Caller caller, Consumer<Entry> observer) {
    return create(Image.empty(), profile, device, caller, observer, 0);
  }

  private static DiskFileSystem create(
      Image start,
      Profile profile,
      Device device,
      Caller caller,
      Consumer<Entry> observer,
      long operations) {
    Unsynced unsynced = new Unsynced(start, profile, device);
    Consumer<Entry> both =
        entry -> {
          unsynced.accept(entry);
          observer.accept(entry);
        };
    return new DiskFileSystem(
        new Disk(start, caller, both, operations), caller, observer, unsynced);
  }

  /**
   * A file system with an initial content, whose history the listener keeps.
   *
   * @param listener gets each entry while the file system is locked
   */
  public static DiskFileSystem of(Image start, Caller caller, Consumer<Entry> listener) {
    return new DiskFileSystem(new Disk(start, caller, listener), caller, listener, null);
  }

  /**
   * Ends the process, but not the machine: all written data is there, and is as durable as before.
   * This file system is closed with its open files and locks; the returned one is for the next
   * process, and has no faults.
   */
  public DiskFileSystem restart() {
    return locked(() -> {
      shut();
      disk.closeAll();
      return new DiskFileSystem(disk, caller, observer, unsynced);
    });
  }

  /** Whether a crash may lose anything; false if this file system was created without a profile. */
  public boolean hasUnsynced() {
    return locked(() -> unsynced != null && !unsynced.isEmpty());
  }

  /**
   * Simulates a power failure. This file system is closed, and the returned one has what is left.
   *
   * @param choice selects one of the allowed states
   * @throws IllegalStateException if this file system was created without a profile
   */
  public DiskFileSystem crash(Function<CrashStates, CrashState> choice) {
    return locked(() -> {
      Unsynced lost = unsynced;
      if (lost == null) {
        throw new IllegalStateException(
            "this file system was made without a profile, so it cannot crash");
      }
      CrashStates states = new CrashStates(lost);
      shut();
      Image left = choice.apply(states).image();
      return create(left, lost.profile(), states.device(), caller, observer, disk.operations());
    });
  }

  /** sync(2): makes everything durable, unless the profile's device lies about syncs. */
  public void sync() {
    locked(() -> {
      disk.sync(Image.ROOT, Entry.Scope.EVERYTHING, "");
      return true;
    });
  }

  /** What programs see now; an independent copy. */
  public Image image() {
    return locked(() -> disk.live().copy());
  }

  /**
   * Sets the size of an open file, as ftruncate(2) does: {@link FileChannel#truncate} only makes
   * files shorter.
   *
   * @throws IllegalArgumentException if the channel does not belong to such a file system
   */
  public static void resize(FileChannel channel, long size) throws IOException {
    if (!(channel instanceof DiskChannel ours)) {
      throw new IllegalArgumentException(channel + " is not a channel of a DiskFileSystem");
    }
    ours.resize(size);
  }

  /**
   * Injects faults into the calls of programs, replacing earlier ones. From here on use {@code
   * faults} only through {@link #askFaults}.
   *
   * @param pause how a delayed call waits
   * @throws IllegalArgumentException if a rule is only for calls that Java's files never make
   */
  public void inject(Faults faults, Pause pause) {
    locked(() -> {
      injector.install(faults, pause);
      return true;
    });
  }

  /**
   * Injects faults, with real delays and with the profile's aftermath of failed syncs.
   *
   * @param rules in the form of {@link FaultRules}
   * @param seed of the random choices that rules make
   * @throws dev.faultline.disk.fault.FaultSyntaxException if a line is no rule
   * @throws IllegalArgumentException if a rule is only for calls that Java's files never make
   */
  public void inject(String rules, long seed) {
    Aftermath aftermath = unsynced == null ? Aftermath.CLEAN : Aftermath.of(unsynced.profile());
    inject(new Faults(FaultRules.parse(rules), seed, aftermath), Pause.real());
  }

  /**
   * Keeps the content of each file at its last sync, for later faults of syncs; {@link #inject}
   * does so if its rules contain any.
   */
  public void keepWritten() {
    locked(() -> {
      disk.keepWritten();
      return true;
    });
  }

  /**
   * Sets the gate, which sees each call before it is made and before faults are applied; replaces
   * the previous one.
   */
  public void gate(Gate gate) {
    locked(() -> {
      injector.gate(gate);
      return true;
    });
  }

  /** Ends all faults; hanging calls continue. Damage that faults have done stays. */
  public void clearFaults() {
    locked(() -> {
      injector.install(null, Pause.real());
      return true;
    });
  }

  /**
   * Queries the active faults, for example for their {@linkplain Faults#warnings() warnings}, or
   * triggers one.
   *
   * @throws IllegalStateException if there are none
   */
  public <T> T askFaults(Function<Faults, T> question) {
    return locked(() -> {
      Faults faults = injector.faults();
      if (faults == null) {
        throw new IllegalStateException("no faults were injected");
      }
      try {
        return question.apply(faults);
      } finally {
        injector.changed();
      }
    });
  }

  /**
   * Adds a note to the history: an acknowledgement of the program, or a label, which also triggers
   * faults that wait for it.
   */
  public void mark(boolean acknowledged, String text) {
    locked(() -> {
      Faults faults = injector.faults();
      if (faults != null && !acknowledged) {
        faults.trigger(text);
      }
      disk.mark(acknowledged, text);
      return true;
    });
  }

  /**
   * Adds a note to the history: something that the program did, or may have done, that is not
   * recorded.
   */
  public void unseen(String what) {
    locked(() -> {
      disk.unseen(what);
      return true;
    });
  }

  <T extends @Nullable Object, X extends Exception> T locked(CallLock.Action<T, X> action)
      throws X {
    return lock.locked(action);
  }

  <X extends Exception> void lockedUnlessClosed(CallLock.Action<Boolean, X> action) throws X {
    lock.lockedUnlessClosed(action);
  }

  private void shut() {
    lock.close();
    injector.close();
  }

  Caller caller() {
    return caller;
  }

  Injector injector() {
    return injector;
  }

  Disk disk() {
    return disk;
  }

  Resolver resolver() {
    return resolver;
  }

  Watches watches() {
    return watches;
  }

  LockTable locks() {
    return locks;
  }

  Path realPath(DiskPath path, boolean noFollow) throws IOException {
    return locked(
        () -> DiskPath.parse(this, "/" + String.join("/", resolver.real(path, !noFollow))));
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    lock.always(this::shut);
  }

  @Override
  public boolean isOpen() {
    return lock.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(DiskPath.parse(this, "/"));
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of(new DiskFileStore());
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return new TreeSet<>(List.of("basic", "owner", "posix"));
  }

  @Override
  public Path getPath(String first, String... more) {
    StringBuilder text = new StringBuilder(first);
    for (String part : more) {
      if (!part.isEmpty()) {
        text.append(text.isEmpty() ? "" : "/").append(part);
      }
    }
    return DiskPath.parse(this, text.toString());
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    // Globs and regular expressions mean what they mean on the default file system.
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(Path.of(path.toString()));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return Owners.LOOKUP;
  }

  @Override
  public WatchService newWatchService() {
    return new DiskWatchService(watches);
  }
}
