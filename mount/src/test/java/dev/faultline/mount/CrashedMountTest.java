package dev.faultline.mount;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
final class CrashedMountTest {
  private static final int ROUNDS = Integer.getInteger("faultline.rounds", 4);
  private static final int OPERATIONS = 400;

  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  @Test
  void a_crash_takes_what_was_not_synced_and_the_mount_goes_on() throws Exception {
    Files.writeString(source.resolve("old"), "old");
    try (MountProcess _ = MountProcess.recording(false, "all-unsynced-lost", source, point)) {
      write("synced", "one", true);
      write("unsynced", "two", false);
      Files.delete(point.resolve("old"));

      assertThat(ask("GET", "/unsynced"))
          .containsExactly(
              "3 calls are not durable under all-unsynced-lost",
              "  create /unsynced",
              "  append /unsynced (3 bytes at 0)",
              "  unlink /old");
      assertThat(ask("POST", "/crash"))
          .containsExactly(
              "crashed under all-unsynced-lost: 3 calls were lost",
              "  lost: create /unsynced",
              "  lost: append /unsynced (3 bytes at 0)",
              "  lost: unlink /old");

      assertThat(point.resolve("synced")).hasContent("one");
      assertThat(point.resolve("unsynced")).doesNotExist();
      assertThat(point.resolve("old")).hasContent("old");
      assertThat(ask("GET", "/unsynced"))
          .containsExactly("everything is durable under all-unsynced-lost");
      write("unsynced", "three", true);
      ask("POST", "/crash");
      assertThat(point.resolve("unsynced")).hasContent("three");
    }
    assertThat(Tree.of(source)).containsOnlyKeys("", "old");
    assertThat(source.resolve("old")).hasContent("old");
  }

  @Test
  void a_crash_that_has_no_room_is_said_and_ends_what_the_mount_can_say() throws Exception {
    assertThat(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", source.toString())).isZero();
    try (MountProcess _ = MountProcess.recording(true, "all-unsynced-lost", source, point)) {
      write("old", "o".repeat(1 << 21), true);
      ask("POST", "/checkpoint");
      Files.write(point.resolve("old"), new byte[0]);
      write("new", "n".repeat(7 << 19), true);
      assertThatExceptionOfType(MountException.class)
          .isThrownBy(() -> ask("POST", "/crash"))
          .withMessageStartingWith("a crash failed halfway, so the files are in no state that a")
          .withMessageEndingWith("): unmount, and mount again");
      assertThatExceptionOfType(MountException.class)
          .isThrownBy(() -> ask("GET", "/unsynced"))
          .withMessageStartingWith("a crash failed halfway");
      assertThat(Tree.of(source)).doesNotContainKey(".faultline-stage");
    } finally {
      run("umount", source.toString());
    }
  }

  @Test
  void what_somebody_took_away_beside_the_mount_stays_away_in_a_crash() throws Exception {
    Files.createDirectory(source.resolve("folder"));
    for (String name : List.of("removed", "folder/inside", "other")) {
      Files.writeString(source.resolve(name), name);
    }
    try (MountProcess _ = MountProcess.recording(true, "all-unsynced-lost", source, point)) {
      Files.delete(source.resolve("removed"));
      Files.delete(source.resolve("folder/inside"));
      Files.delete(source.resolve("folder"));
      for (int i = 0; i < 2; i++) {
        write("other", "changed", false);
        ask("POST", "/crash");
        assertThat(Tree.of(source).keySet()).doesNotContain("removed", "folder", "folder/inside");
        assertThat(source.resolve("other")).hasContent("other");
      }
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  @Test
  void set_user_bits_that_a_write_took_away_do_not_come_back_in_a_crash() throws Exception {
    assumeTrue(Client.hasOtherUsers(), "needs setpriv, of util-linux");
    Client.openToAll(folder);
    Client.openToAll(source);
    for (String name : new String[] {"written", "cut", "owned"}) {
      Files.writeString(source.resolve(name), "program");
      Files.setAttribute(source.resolve(name), "unix:mode", 0106777);
    }
    try (MountProcess _ = MountProcess.recording(false, "all-unsynced-lost", source, point)) {
      assertThat(Client.asOther("cd '" + point + "' && echo x >> written && : > cut")).isEmpty();
      Client.run("chown", "1000", point.resolve("owned").toString());
      Map<String, String> before = modes();
      assertThat(before.values()).allMatch(mode -> mode.startsWith("777 "));
      ask("POST", "/checkpoint");
      for (String name : before.keySet()) {
        Files.delete(point.resolve(name));
      }
      ask("POST", "/crash");
      assertThat(modes()).isEqualTo(before);
    }
  }

  private Map<String, String> modes() throws Exception {
    Map<String, String> modes = new TreeMap<>();
    for (String name : new String[] {"written", "cut", "owned"}) {
      modes.put(name, Client.run("stat", "-c", "%a (%s)", point.resolve(name).toString()));
    }
    return modes;
  }

  @Test
  void a_file_that_is_open_goes_on_with_what_the_crash_left_of_it() throws Exception {
    try (MountProcess _ = MountProcess.recording(false, "all-unsynced-lost", source, point);
        FileChannel file =
            FileChannel.open(
                point.resolve("log"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap("durable".getBytes(UTF_8)), 0);
      file.force(true);
      file.write(ByteBuffer.wrap("lost".getBytes(UTF_8)), 7);
      assertThat(Files.readString(point.resolve("log"))).isEqualTo("durablelost");

      ask("POST", "/crash");

      assertThat(file.size()).isEqualTo(7);
      ByteBuffer read = ByteBuffer.allocate(20);
      assertThat(file.read(read, 0)).isEqualTo(7);
      file.write(ByteBuffer.wrap("!".getBytes(UTF_8)), 7);
      assertThat(point.resolve("log")).hasContent("durable!");
    }
  }

  @Test
  void a_checkpoint_keeps_what_nobody_synced() throws Exception {
    try (MountProcess _ = MountProcess.recording(false, "ext4-ordered", source, point)) {
      write("a", "kept", false);
      assertThat(ask("POST", "/checkpoint")).containsExactly("everything is durable now");
      write("b", "lost", false);
      ask("POST", "/crash");
      assertThat(Tree.of(point)).containsOnlyKeys("", "a");
      assertThat(point.resolve("a")).hasContent("kept");
    }
  }

  @Test
  void a_crash_kills_who_uses_files_there_where_it_is_told_to() throws Exception {
    try (MountProcess _ = MountProcess.recording(false, "ext4-ordered", source, point)) {
      Process client =
          new ProcessBuilder("sh", "-c", "echo started; exec sleep 1000")
              .directory(point.toFile())
              .start();
      client.inputReader().readLine();
      assertThat(ask("POST", "/crash?kill=true")).first().isEqualTo("killed 1 process");
      assertThat(client.waitFor()).isEqualTo(137);
    }
  }

  @Test
  void the_next_mount_takes_the_copy_away_that_a_killed_one_has_left() throws Exception {
    MountProcess killed = MountProcess.recording(false, "xfs", source, point);
    killed.kill();
    try (MountProcess next = MountProcess.recording(false, "xfs", source, point)) {
      assertThat(next.said())
          .anyMatch(line ->
              line.startsWith("removed ")
                  && line.contains("faultline-overlay-" + killed.number() + "-")
                  && line.endsWith(", left by a mount whose process has ended"));
    }
    try (MountProcess third = MountProcess.recording(false, "xfs", source, point)) {
      assertThat(third.said()).as("the second ended well").isEmpty();
    }
  }

  @Test
  void a_mount_leaves_the_copy_of_another_that_lives() throws Exception {
    Files.writeString(source.resolve("old"), "old");
    Path second = Files.createDirectory(folder.resolve("second"));
    try (MountProcess _ = MountProcess.recording(false, "xfs", source, point);
        MountProcess other = MountProcess.recording(false, "xfs", source, second)) {
      assertThat(other.said()).isEmpty();
      assertThat(point.resolve("old")).hasContent("old");
    }
  }

  /** The kernel and the model have to agree on each call, or the way back misses something. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void all_that_random_calls_do_is_taken_back(boolean inPlace) throws Exception {
    long seed = Long.getLong("faultline.seed", System.nanoTime());
    System.out.println("seed " + seed + " (-Dfaultline.seed)");
    SplittableRandom random = new SplittableRandom(seed);
    Files.write(source.resolve("a"), new byte[100_000]);
    Files.createDirectories(source.resolve("d1"));
    Files.writeString(source.resolve("d1/b"), "b".repeat(50_000));
    Files.createLink(source.resolve("c"), source.resolve("d1/b"));
    try (MountProcess mount = MountProcess.recording(inPlace, "lying-disk", source, point)) {
      for (int i = 0; i < ROUNDS; i++) {
        run(random.nextLong());
        Map<String, String> after = Tree.of(point);
        ask("POST", "/crash?lose=nothing");
        assertThat(Tree.of(point)).as("round %d, nothing lost", i).isEqualTo(after);
        // Now it is durable, as after any crash.
        run(random.nextLong());
        ask("POST", "/crash?lose=all");
        assertThat(Tree.of(point)).as("round %d, all lost", i).isEqualTo(after);
        run(random.nextLong());
        ask("POST", "/checkpoint");
      }
      mount.end();
    }
  }

  private void run(long seed) {
    try (RandomOperations operations = new RandomOperations(point.toString(), seed, false)) {
      for (int i = 0; i < OPERATIONS; i++) {
        operations.next();
      }
    }
  }

  @Test
  void what_cannot_be_done_is_said() throws Exception {
    try (MountProcess _ = MountProcess.recording(false, "xfs,btrfs", source, point)) {
      assertRefused(
          "POST",
          "/crash?profile=ext4-ordered",
          "this mount does not record for profile ext4-ordered, but for xfs, btrfs; mount it with"
              + " --profile ext4-ordered");
      assertRefused("POST", "/crash?seed=x", "seed is 'x', expected a number");
      assertRefused("POST", "/crash?lose=some", "lose is 'some', expected all or nothing");
      assertRefused("POST", "/crush", "no POST /crush; there are POST /crash");
      assertRefused("POST", "/crash?sed=1", "unknown parameter sed");
    }
    assertThatExceptionOfType(MountException.class)
        .isThrownBy(() -> MountControl.at(point))
        .withMessage("no mount of faultline is at " + point);
    try (MountProcess _ = MountProcess.start(source, point)) {
      assertThatExceptionOfType(MountException.class)
          .isThrownBy(() -> MountControl.at(point))
          .withMessage("the mount at " + point + " takes no commands");
    }
  }

  private void assertRefused(String verb, String path, String why) {
    assertThatExceptionOfType(MountException.class)
        .isThrownBy(() -> ask(verb, path))
        .withMessageContaining(why);
  }

  private List<String> ask(String verb, String path) throws MountException {
    return MountControl.at(point).ask(verb, path, Map.of(), "");
  }

  private void write(String name, String text, boolean sync) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            point.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
      if (sync) {
        file.force(true);
      }
    }
  }
}
