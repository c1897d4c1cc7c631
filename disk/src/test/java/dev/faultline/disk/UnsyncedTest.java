package dev.faultline.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.faultline.disk.litmus.Steps;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnsyncedTest {
  private static Disk disk(Unsynced... listeners) {
    return new Disk(
        Image.empty(),
        Caller.counting(),
        entry -> List.of(listeners).forEach(listener -> listener.accept(entry)));
  }

  private static Unsynced under(Profile profile) {
    return new Unsynced(Image.empty(), profile, Device.SECTORS);
  }

  @Test
  void what_programs_see_is_what_is_durable_and_what_is_not_whatever_was_synced_in_between() {
    for (long seed = 1; seed <= 400; seed++) {
      List<Unsynced> all = Profile.all().stream().map(UnsyncedTest::under).toList();
      Disk disk = disk(all.toArray(Unsynced[]::new));
      RandomSteps.run(disk, new SplittableRandom(seed), 40);
      for (Unsynced unsynced : all) {
        assertThat(unsynced.everything().fingerprint())
            .as("seed %d, %s", seed, unsynced.profile().name())
            .isEqualTo(disk.live().fingerprint());
      }
    }
  }

  private static long number(Disk disk, String name) {
    Inode file = disk.child(Image.ROOT, name);
    if (file == null) {
      throw new AssertionError(name + " is not there");
    }
    return file.number();
  }

  /** A file of two durable blocks, of which a failed sync drops what was written to both. */
  private static Steps twoDropped(Disk disk) {
    Steps steps = new Steps(disk).create("f").append("f", 8192, 'a').fsync("f").fsync("");
    steps.write("f", 0, 8192, 'b');
    disk.unwritten(number(disk, "f"), 0, 8192, "f");
    return steps;
  }

  @Test
  void what_was_dropped_and_written_again_in_pieces_is_missed_piece_by_piece_no_more() {
    Unsynced unsynced = under(Profile.EXT4_ORDERED);
    Steps steps = twoDropped(disk(unsynced));
    steps.write("f", 1000, 3096, 'b').fsync("f");
    assertThat(unsynced.neverWritten())
        .extracting(Dropped::from, Dropped::to)
        .containsExactly(tuple(0L, 1000L), tuple(4096L, 8192L));

    steps.write("f", 0, 1000, 'b');
    assertThat(new CrashStates(unsynced).harshest().neverWritten()).hasSize(2);
    assertThat(new CrashStates(unsynced).mildest().neverWritten()).hasSize(1);
    steps.fsync("f").truncate("f", 5000).fsync("f");
    assertThat(unsynced.neverWritten())
        .extracting(Dropped::from, Dropped::to)
        .containsExactly(tuple(4096L, 5000L));
    steps.write("f", 4000, 1000, 'b').fsync("f");
    assertThat(unsynced.neverWritten()).isEmpty();
  }

  /** Once each write looked at all that had been dropped. */
  @Test
  void many_dropped_writes_cost_no_more_each_than_few() {
    Unsynced unsynced = under(Profile.EXT4_ORDERED);
    Disk disk = disk(unsynced);
    int writes = 5_000;
    Steps steps = new Steps(disk).create("f").append("f", writes, 'a').fsync("f").fsync("");
    for (int i = 0; i < writes; i++) {
      steps.write("f", i, 1, 'b');
    }
    disk.unwritten(number(disk, "f"), 0, writes, "f");
    assertThat(unsynced.neverWritten()).hasSize(writes);
    for (int i = 0; i < writes; i++) {
      steps.write("f", i, 1, 'c');
    }
    steps.fsync("f");
    assertThat(unsynced.neverWritten()).isEmpty();
    // Itself, the write over it, and the one behind that: 25 million looks if each saw all.
    assertThat(unsynced.looks()).isBetween(2L * writes, 3L * writes);
  }

  @Test
  void memory_follows_what_is_unsynced_and_not_the_run() {
    for (Profile profile : Profile.all()) {
      Unsynced unsynced = under(profile);
      Disk disk = disk(unsynced);
      Steps steps = new Steps(disk).create("log");
      for (int round = 0; round < 2_000; round++) {
        steps.write("log", round % 7 * 100L, 100, 'x').create("t").append("t", 10, 'y');
        steps.fsync("t").rename("t", "u").fsync("").fsync("log").barrier();
      }
      assertThat(unsynced.pending()).as(profile.name()).isEmpty();
      assertThat(unsynced.durable().root().entries()).as(profile.name()).hasSize(2);
      assertThat(unsynced.everything().fingerprint()).isEqualTo(disk.live().fingerprint());
      assertThat(inodes(unsynced.durable())).as(profile.name()).isLessThan(8);
    }
  }

  @Test
  void files_of_deleted_folders_take_no_room_once_the_deletion_is_durable() {
    for (Profile profile : Profile.all()) {
      Unsynced unsynced = under(profile);
      Disk disk = disk(unsynced);
      Steps steps = new Steps(disk);
      for (int round = 0; round < 100; round++) {
        steps.mkdir("d").mkdir("d/e").create("d/e/f").append("d/e/f", 10, 'x').create("d/g");
        steps.rename("d/g", "g" + round % 3).barrier();
        steps.unlink("d/e/f").unlink("d/e").unlink("d").fsync("");
        if (profile == Profile.LYING_DISK) {
          steps.barrier();
        }
        assertThat(inodes(unsynced.durable()))
            .as("%s, round %d", profile.name(), round)
            .isLessThan(8);
      }
      assertThat(unsynced.everything().fingerprint()).isEqualTo(disk.live().fingerprint());
    }
  }

  /** It took hours when each deletion looked at all that was pending, for all that was deleted. */
  @Test
  void many_files_that_come_and_go_between_two_syncs_cost_no_more_each_than_few() {
    Unsynced unsynced = under(Profile.EXT4_ORDERED);
    Disk disk = disk(unsynced);
    Steps steps = new Steps(disk).mkdir("d").fsync("d").fsync("");
    int files = 30_000;
    for (int i = 0; i < files; i++) {
      steps.create("d/" + i);
    }
    for (int i = 0; i < files; i++) {
      steps.unlink("d/" + i);
    }
    assertThat(unsynced.pending()).hasSize(3 * files);
    steps.fsync("d");
    assertThat(unsynced.pending()).isEmpty();
    assertThat(inodes(unsynced.durable())).isEqualTo(2);
  }

  private static int inodes(Image image) {
    int count = 0;
    for (long number = 0; number < 10_000; number++) {
      count += image.find(number) == null ? 0 : 1;
    }
    return count;
  }

  @Test
  void a_device_that_writes_sixteen_kibibytes_at_once_does_not_tear_them() {
    assertThat(mixtures(Device.SECTORS.withAtomicBytes(16_384), 16_384)).isFalse();
    assertThat(mixtures(Device.SECTORS.withAtomicBytes(4_096), 16_384)).isTrue();
    assertThat(mixtures(Device.SECTORS.withAtomicBytes(4_096), 4_096)).isFalse();
    assertThat(mixtures(Device.SECTORS, 4_096)).isTrue();
    assertThat(mixtures(Device.SECTORS, 512)).isFalse();
    assertThat(mixtures(Device.SECTORS.withAtomicBytes(1), 512)).isTrue();
  }

  private static boolean mixtures(Device device, int bytes) {
    Image start = start(bytes);
    Unsynced unsynced = new Unsynced(start, Profile.XFS, device);
    new Steps(new Disk(start, Caller.counting(), unsynced::accept)).write("f", 0, bytes, 'b');
    List<String> seen = new ArrayList<>();
    new CrashStates(unsynced).forEach(state -> seen.add(text(state.image(), "f")));
    return seen.stream().anyMatch(text -> text.contains("a") && text.contains("b"));
  }

  private static Image start(int bytes) {
    Disk disk = disk();
    new Steps(disk).create("f").append("f", bytes, 'a');
    return disk.live();
  }

  @Test
  void a_device_without_power_safe_overwrite_may_harm_the_bytes_around_a_lost_write() {
    Set<String> safe = neighbours(new Device(512, true, false));
    Set<String> unsafe = neighbours(new Device(512, false, false));
    assertThat(safe).containsExactly("a".repeat(1024));
    assertThat(unsafe).hasSizeGreaterThan(1);
    assertThat(neighbours(new Device(512, false, false), Profile.BTRFS))
        .as("a file system that copies on write")
        .containsExactly("a".repeat(1024));
  }

  @Test
  void a_sequential_device_does_not_make_a_sync_of_one_file_one_of_another() {
    Image start = start(512);
    Unsynced unsynced = new Unsynced(start, Profile.POSIX_MINIMAL, new Device(512, true, true));
    new Steps(new Disk(start, Caller.counting(), unsynced::accept))
        .write("f", 0, 512, 'b')
        .create("g")
        .append("g", 10, 'c')
        .fsync("g");
    assertThat(text(new CrashStates(unsynced).harshest().image(), "f")).isEqualTo("a".repeat(512));
  }

  private static Set<String> neighbours(Device device) {
    return neighbours(device, Profile.XFS);
  }

  private static Set<String> neighbours(Device device, Profile profile) {
    Image start = start(2048);
    Unsynced unsynced = new Unsynced(start, profile, device);
    new Steps(new Disk(start, Caller.counting(), unsynced::accept)).write("f", 0, 512, 'b');
    Set<String> seen = new LinkedHashSet<>();
    new CrashStates(unsynced)
        .forEach(state -> {
          seen.add(text(state.image(), "f").substring(1024));
          return true;
        });
    return seen;
  }

  @Test
  void a_sequential_device_leaves_a_prefix_of_the_calls() {
    assertThat(overtakes(new Device(512, true, true))).isFalse();
    assertThat(overtakes(Device.SECTORS)).isTrue();
  }

  private static boolean overtakes(Device device) {
    Image start = start(2048);
    Unsynced unsynced = new Unsynced(start, Profile.POSIX_MINIMAL, device);
    new Steps(new Disk(start, Caller.counting(), unsynced::accept))
        .write("f", 0, 512, 'b')
        .write("f", 512, 512, 'c');
    Set<String> seen = new LinkedHashSet<>();
    new CrashStates(unsynced)
        .forEach(state -> {
          seen.add(text(state.image(), "f").substring(0, 1024));
          return true;
        });
    return seen.stream().anyMatch(text -> text.contains("c") && !text.contains("b"));
  }

  @Test
  void every_generated_state_is_one_of_all_legal_states() {
    for (long seed = 1; seed <= 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      for (Profile profile : Profile.all()) {
        Unsynced unsynced = under(profile);
        RandomSteps.run(disk(unsynced), random.split(), 6);
        CrashStates states = new CrashStates(unsynced);
        if (states.parts() > 12) {
          continue;
        }
        Set<Fingerprint> legal = new LinkedHashSet<>();
        states.forEach(state -> {
          legal.add(state.image().fingerprint());
          return true;
        });
        List<CrashState> some = new ArrayList<>(states.omitOne());
        some.addAll(states.omitTwo(20));
        some.addAll(states.tornOne());
        some.add(states.mildest());
        some.add(states.harshest());
        some.add(states.sample(random));
        List.copyOf(some).forEach(state -> some.addAll(state.milder()));
        for (CrashState state : some) {
          assertThat(legal)
              .as("seed %d, %s, lost %s", seed, profile.name(), state.lost())
              .contains(state.image().fingerprint());
        }
      }
    }
  }

  @Test
  void an_unknown_profile_or_unit_is_refused_by_name() {
    assertThatThrownBy(() -> Profile.named("zfs"))
        .hasMessageContaining("unknown profile zfs; there are process-kill, all-unsynced-lost");
    assertThatThrownBy(() -> new Device(1000, true, false)).hasMessageContaining("not 1000");
  }

  private static String text(Image image, String path) {
    Inode inode = image.at(path);
    return inode == null ? "" : new String(inode.content(), StandardCharsets.ISO_8859_1);
  }

  private static Set<String> leftOf(int bytes, Profile profile) {
    Image start = start(512);
    Unsynced unsynced = new Unsynced(start, profile, new Device(1, true, false));
    new Steps(new Disk(start, Caller.counting(), unsynced::accept)).write("f", 0, bytes, 'b');
    CrashStates states = new CrashStates(unsynced);
    assertThat(states.parts()).isEqualTo(3);
    Set<String> seen = new LinkedHashSet<>();
    states.forEach(state -> seen.add(text(state.image(), "f")));
    states.tornOne().forEach(state -> assertThat(seen).contains(text(state.image(), "f")));
    return seen;
  }

  @Test
  void a_device_that_promises_nothing_leaves_any_part_of_a_sector_without_the_others() {
    for (int bytes : List.of(3, 100, 171, 200, 512)) {
      Set<String> seen = leftOf(bytes, Profile.XFS);
      assertThat(seen).as("%d bytes", bytes).hasSize(8);
      assertThat(seen)
          .as("%d bytes", bytes)
          .anyMatch(text -> text.startsWith("a") && text.charAt(bytes - 1) == 'b')
          .anyMatch(text -> text.startsWith("b") && text.charAt(bytes - 1) == 'a');
    }
  }

  @Test
  void a_later_write_to_a_sector_has_every_part_of_the_earlier_ones_in_it() {
    Image start = start(512);
    Unsynced unsynced = new Unsynced(start, Profile.XFS, new Device(1, true, false));
    new Steps(new Disk(start, Caller.counting(), unsynced::accept))
        .write("f", 0, 512, 'b')
        .write("f", 100, 300, 'c');
    Set<String> seen = new LinkedHashSet<>();
    new CrashStates(unsynced).forEach(state -> seen.add(text(state.image(), "f")));
    assertThat(seen).anyMatch(text -> text.contains("c"));
    assertThat(seen).noneMatch(text -> text.contains("c") && text.contains("a"));
  }

  @Test
  void what_synced_files_held_is_forgotten_with_the_files() {
    Disk disk = disk();
    disk.keepWritten();
    Steps steps = new Steps(disk);
    for (int i = 0; i < 1_000; i++) {
      steps.create("segment").append("segment", 4096, 'x').fsync("segment").unlink("segment");
    }
    assertThat(disk.keptFiles()).isZero();
  }
}
