package dev.faultline.disk.ace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.disk.Device;
import dev.faultline.disk.Profile;
import dev.faultline.disk.ace.AceOperation.Kind;
import dev.faultline.disk.fs.DiskFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AceTest {
  private static final Device BLOCKS = Device.SECTORS.withAtomicBytes(4096);

  private static List<AceWorkload> all(int length, Set<Kind> kinds) {
    List<AceWorkload> all = new ArrayList<>();
    Ace.forEach(length, kinds, all::add);
    return all;
  }

  @Test
  void there_are_as_many_workloads_as_ace_makes() {
    assertThat(Ace.count(1, Ace.OPERATIONS)).isEqualTo(328);
    assertThat(Ace.count(2, Ace.WITH_FDATASYNC)).isEqualTo(254_032);
    assertThat(Ace.count(1, Ace.OF_JAVA)).isEqualTo(168);
    assertThat(Ace.count(2, Ace.OF_JAVA)).isEqualTo(59_320);
    assertThat(all(2, Ace.OF_JAVA)).hasSize(54_264);
    assertThat(Ace.count(3, Ace.OF_JAVA)).isEqualTo(1_639_914);
    assertThat(Ace.count(3, Ace.WITH_FDATASYNC)).isEqualTo(6_941_910);
  }

  @Test
  void each_different_workload_comes_once_and_ends_with_a_sync() {
    List<AceWorkload> one = all(1, Ace.OPERATIONS);
    // ACE makes each of the four writes through a mapping four times.
    assertThat(one).hasSize(328 - 12).doesNotHaveDuplicates();
    List<AceWorkload> two = all(2, EnumSet.of(Kind.CREAT, Kind.RENAME, Kind.FDATASYNC));
    assertThat(two).doesNotHaveDuplicates().hasSizeGreaterThan(1_000);
    assertThat(two)
        .allMatch(workload -> {
          AceWorkload.Step last = workload.steps().getLast();
          return last.operation().kind().syncs() || !last.sync().equals(AceWorkload.NONE);
        });
    assertThat(one)
        .extracting(AceWorkload::toString)
        .contains("creat foo; fsync foo", "rename A B; fsync .", "link A/foo bar; fsync A/bar");
    assertThat(two)
        .extracting(AceWorkload::toString)
        .contains("creat foo; rename foo A/bar; fsync A", "creat foo; sync; fdatasync foo");
  }

  @Test
  void sequences_of_three_share_files_and_are_not_all_writes() {
    List<AceWorkload> three = new ArrayList<>();
    Ace.forEach(3, EnumSet.of(Kind.WRITE, Kind.UNLINK), workload -> three.add(workload));
    assertThat(three)
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .noneMatch(workload ->
            workload.steps().stream().allMatch(step -> step.operation().kind() == Kind.WRITE))
        .allMatch(workload -> {
          Set<String> paths = new TreeSet<>();
          workload.steps().forEach(step -> paths.add(step.operation().path()));
          return paths.size() == 1;
        });
    assertThat((long) three.size()).isEqualTo(Ace.count(3, EnumSet.of(Kind.WRITE, Kind.UNLINK)));
    assertThatThrownBy(() -> Ace.count(4, Ace.OPERATIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 4");
  }

  @Test
  void without_a_crash_any_file_system_of_java_shows_what_it_should(@TempDir Path folder)
      throws IOException {
    List<AceWorkload> some = new ArrayList<>(all(1, Ace.OPERATIONS));
    List<AceWorkload> two = all(2, EnumSet.complementOf(EnumSet.of(Kind.FALLOC, Kind.DWRITE)));
    for (int i = 0; i < two.size(); i += 211) {
      some.add(two.get(i));
    }
    int refused = 0;
    for (int i = 0; i < some.size(); i++) {
      Path directory = Files.createDirectory(folder.resolve("w" + i));
      try {
        assertThat(AceRun.replay(some.get(i), new AceFiles(directory)))
            .as(some.get(i).toString())
            .isEmpty();
      } catch (UnsupportedOperationException e) {
        refused++;
      }
    }
    assertThat(some.size() - refused).isGreaterThan(450);
  }

  @Test
  void without_a_crash_the_model_shows_what_it_should() throws IOException {
    List<AceWorkload> two = all(2, Ace.OF_JAVA);
    for (int i = 0; i < two.size(); i += 7) {
      DiskFileSystem system = DiskFileSystem.create(Profile.XFS, BLOCKS);
      Path directory = Files.createDirectory(system.getPath("/store"));
      assertThat(AceRun.replay(two.get(i), new AceFiles(directory)))
          .as(two.get(i).toString())
          .isEmpty();
    }
  }

  private static AceResult crash(Profile profile, int length, int step) {
    AceRun run = new AceRun(AceFiles::new, profile, BLOCKS);
    List<AceWorkload> workloads = all(length, Ace.OF_JAVA);
    for (int i = 0; i < workloads.size(); i += step) {
      run.run(workloads.get(i));
    }
    return run.result();
  }

  @Test
  void each_profile_keeps_what_was_synced_as_far_as_its_syncs_promise() {
    for (Profile profile : Profile.all()) {
      AceResult one = crash(profile, 1, 1);
      AceResult two = crash(profile, 2, 97);
      assertThat(one.workloads()).isEqualTo(162);
      assertThat(one.leftOut() + two.leftOut()).isZero();
      Set<AceOutcome> seen = EnumSet.noneOf(AceOutcome.class);
      seen.addAll(one.outcomes().keySet());
      seen.addAll(two.outcomes().keySet());
      switch (profile.name()) {
        case "all-unsynced-lost" -> assertThat(seen).containsExactly(AceOutcome.FILE_MISSING);
        case "btrfs" -> {
          assertThat(seen).containsExactly(AceOutcome.FILE_MISSING);
          // Names that link gave are all that fsync of a file does not keep (CrashMonkey's bug 7).
          assertThat(one.examples().get(AceOutcome.FILE_MISSING)).contains("lost: link ");
        }
        case "posix-minimal" ->
            assertThat(seen)
                .contains(
                    AceOutcome.FILE_MISSING, AceOutcome.OLD_FILE_PERSISTED, AceOutcome.UNUSABLE)
                .doesNotContain(AceOutcome.DATA_CORRUPTED);
        case "lying-disk" ->
            assertThat(seen)
                .contains(
                    AceOutcome.FILE_MISSING,
                    AceOutcome.OLD_FILE_PERSISTED,
                    AceOutcome.DATA_CORRUPTED,
                    AceOutcome.METADATA_CORRUPTED);
        default -> assertThat(seen).as(profile.name() + one.examples() + two.examples()).isEmpty();
      }
    }
  }

  @Test
  void a_name_that_goes_takes_no_promise_of_the_others_along() {
    AceTree tree = new AceTree();
    AcePromises promises = new AcePromises(tree);
    tree.add("foo", false);
    tree.write("foo", 0, new byte[] {1});
    tree.link("foo", "bar");
    promises.synced("foo");
    promises.touched("bar");
    tree.remove("bar");
    TreeMap<String, AceSubject.Item> found = new TreeMap<>();
    found.put("foo", AceSubject.Item.file(new byte[0]));
    assertThat(promises.broken(found)).containsExactly(AceOutcome.METADATA_CORRUPTED);
    promises.written("foo");
    assertThat(promises.broken(found)).isEmpty();
  }

  @Test
  void a_subject_that_does_not_end_after_a_crash_is_an_outcome() {
    CountDownLatch never = new CountDownLatch(1);
    Thread opens = Thread.currentThread();
    AceRun run =
        new AceRun(
            directory -> {
              // The first is opened by this thread, those after a crash by another.
              if (Thread.currentThread() != opens) {
                awaitForEver(never);
              }
              return new AceFiles(directory);
            },
            Profile.XFS,
            BLOCKS,
            Duration.ofMillis(20));
    Ace.forEach(
        1,
        Ace.OF_JAVA,
        workload -> {
          run.run(workload);
          return run.result().workloads() < 2;
        });
    assertThat(run.result().outcomes()).containsOnlyKeys(AceOutcome.HUNG);
    assertThat(run.result().examples().get(AceOutcome.HUNG)).contains("lost: ");
  }

  private static void awaitForEver(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      // It is stubborn, and goes on to wait.
      awaitForEver(never);
    }
  }
}
