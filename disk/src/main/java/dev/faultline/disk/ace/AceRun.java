package dev.faultline.disk.ace;

import dev.faultline.disk.Caller;
import dev.faultline.disk.CrashState;
import dev.faultline.disk.CrashStates;
import dev.faultline.disk.Device;
import dev.faultline.disk.Disk;
import dev.faultline.disk.FileKind;
import dev.faultline.disk.Fingerprint;
import dev.faultline.disk.Image;
import dev.faultline.disk.Profile;
import dev.faultline.disk.Unsynced;
import dev.faultline.disk.ace.AceSubject.Item;
import dev.faultline.disk.fs.DiskFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Runs workloads on a subject, lets the machine crash behind each sync, as CrashMonkey does, and
 * compares what the subject shows after that with what was synced. Used by one thread.
 */
public final class AceRun {
  private static final String DIRECTORY = "store";
  private static final int ALL_UP_TO_PARTS = 10;
  private static final int PAIRS = 20;

  private final AceSubject.Opener opener;
  private final Duration limit;
  private ExecutorService thread = start();
  private final Profile profile;
  private final Device device;
  private final Map<AceOutcome, Long> outcomes = new EnumMap<>(AceOutcome.class);
  private final Map<AceOutcome, String> examples = new EnumMap<>(AceOutcome.class);
  private long workloads;
  private long leftOut;
  private long points;
  private long states;

  /**
   * Workloads that run on a subject, on a file system of a profile.
   *
   * <p>A subject may take 10 seconds for each crash.
   *
   * @param opener opens the subject in an empty directory, and after each crash
   */
  public AceRun(AceSubject.Opener opener, Profile profile, Device device) {
    this(opener, profile, device, Duration.ofSeconds(10));
  }

  /**
   * The same, with another limit.
   *
   * @param limit how long opening, reading and using the subject after a crash may take for real;
   *     what takes longer is {@link AceOutcome#HUNG}, and its thread is left alone
   */
  public AceRun(AceSubject.Opener opener, Profile profile, Device device, Duration limit) {
    this.limit = limit;
    this.opener = opener;
    this.profile = profile;
    this.device = device;
  }

  /**
   * Runs a workload without a crash in an empty directory of any file system, and returns how what
   * the subject shows then differs from what it should show; empty where it does not.
   *
   * @throws UnsupportedOperationException if the subject cannot do what the workload needs
   */
  public static String replay(AceWorkload workload, AceSubject subject) throws IOException {
    AceDriver driver = new AceDriver(subject);
    for (AceWorkload.Step step : workload.steps()) {
      driver.operate(step.operation());
      driver.sync(step.sync());
    }
    SortedMap<String, Item> found = subject.contents();
    driver.promises().syncedAll();
    Set<AceOutcome> broken = driver.promises().broken(found);
    Set<String> names = driver.tree().all().keySet();
    return broken.isEmpty() && found.keySet().equals(names)
        ? ""
        : "expected " + names + ", found " + found.keySet() + ": " + broken;
  }

  /** Runs a workload, and crashes behind each of its syncs. */
  public void run(AceWorkload workload) {
    Disk prepared = new Disk(Image.empty(), Caller.counting(), entry -> {});
    prepared.create(Image.ROOT, DIRECTORY, FileKind.DIRECTORY, "", 0755, DIRECTORY);
    Unsynced unsynced = new Unsynced(prepared.live(), profile, device);
    DiskFileSystem system = DiskFileSystem.of(prepared.live(), Caller.counting(), unsynced::accept);
    try (AceSubject subject = opener.open(directory(system))) {
      AceDriver driver = new AceDriver(subject);
      for (AceWorkload.Step step : workload.steps()) {
        if (driver.operate(step.operation())) {
          crash(unsynced, driver.promises(), workload);
        }
        if (driver.sync(step.sync())) {
          crash(unsynced, driver.promises(), workload);
        }
      }
      workloads++;
    } catch (UnsupportedOperationException e) {
      leftOut++;
    } catch (Exception e) {
      throw new IllegalStateException("the subject refused " + workload + ": " + e, e);
    }
  }

  private static Path directory(DiskFileSystem system) {
    return system.getPath("/" + DIRECTORY);
  }

  private void crash(Unsynced unsynced, AcePromises promises, AceWorkload workload) {
    points++;
    CrashStates all = new CrashStates(unsynced);
    List<CrashState> chosen = new ArrayList<>(List.of(all.mildest(), all.harshest()));
    if (all.parts() <= ALL_UP_TO_PARTS) {
      all.forEach(chosen::add);
    } else {
      chosen.addAll(all.omitOne());
      chosen.addAll(all.tornOne());
      chosen.addAll(all.omitTwo(PAIRS));
    }
    Set<Fingerprint> seen = new LinkedHashSet<>();
    for (CrashState state : chosen) {
      Image image = state.image();
      if (seen.add(image.fingerprint())) {
        states++;
        for (AceOutcome outcome : broken(image, promises)) {
          outcomes.merge(outcome, 1L, Long::sum);
          examples.putIfAbsent(outcome, workload + "; lost: " + lost(state));
        }
      }
    }
  }

  private static String lost(CrashState state) {
    return state.lost().stream()
        .map(op -> op.operation().toString())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static ExecutorService start() {
    return Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("ace-crash").factory());
  }

  /** On a thread that can be given up. */
  private Set<AceOutcome> broken(Image image, AcePromises promises) {
    DiskFileSystem system = DiskFileSystem.of(image, Caller.counting(), entry -> {});
    try {
      return thread
          .submit(() -> broken(system, promises))
          .get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      thread.shutdownNow();
      thread = start();
      system.close();
      return EnumSet.of(AceOutcome.HUNG);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the subject failed after a crash: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a subject was used after a crash", e);
    }
  }

  private Set<AceOutcome> broken(DiskFileSystem system, AcePromises promises) {
    Set<AceOutcome> broken = EnumSet.of(AceOutcome.UNMOUNTABLE);
    // Closed in any case: a subject may have threads of its own.
    try (AceSubject subject = opener.open(directory(system))) {
      SortedMap<String, Item> found = subject.contents();
      broken = promises.broken(found);
      useAll(subject, found);
    } catch (Exception e) {
      if (!broken.contains(AceOutcome.UNMOUNTABLE)) {
        broken.add(AceOutcome.UNUSABLE);
      }
    } finally {
      system.close();
    }
    return broken;
  }

  /** A file can be made in each directory, and everything removed. */
  private static void useAll(AceSubject subject, SortedMap<String, Item> found) throws IOException {
    List<String> paths = new ArrayList<>(found.keySet());
    for (String path : paths.reversed()) {
      if (found.get(path) instanceof Item item && item.isDirectory()) {
        subject.create(path + "/new");
        subject.unlink(path + "/new");
        subject.rmdir(path);
      } else {
        subject.unlink(path);
      }
    }
    subject.create("new");
    subject.unlink("new");
    if (!subject.contents().isEmpty()) {
      throw new IOException("something is left");
    }
  }

  /** What all workloads came to so far. */
  public AceResult result() {
    return new AceResult(workloads, leftOut, points, states, outcomes, examples);
  }
}
