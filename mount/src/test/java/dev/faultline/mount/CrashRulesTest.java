package dev.faultline.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.disk.fault.FaultRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crashes that come by a rule; the source itself is looked at, which the kernel keeps nothing of.
 */
@Timeout(120)
final class CrashRulesTest {
  @TempDir Path folder;
  private Path source = Path.of("");
  private Path point = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    assumeTrue(MountProcess.possible(), "mounting needs root and /dev/fuse");
    source = Files.createDirectory(folder.resolve("source"));
    point = Files.createDirectory(folder.resolve("point"));
  }

  private MountProcess mount(String... rules) throws IOException {
    return MountProcess.recording(true, "all-unsynced-lost", source, point, rules);
  }

  private String client(String script) throws IOException, InterruptedException {
    return Client.run("sh", "-c", "cd '" + point + "' && (" + script + "; echo lives)");
  }

  @Test
  void a_crash_before_a_call_takes_what_was_not_synced_and_the_call_and_its_processes()
      throws Exception {
    Files.writeString(source.resolve("a"), "a");
    try (MountProcess mount = mount("crash unlink when=before path=/a times=1")) {
      crash(mount, "echo b > b; sync b .; echo c > c; unlink a");
      assertThat(Tree.of(source)).containsOnlyKeys("", "a", "b");
      assertThat(client("echo d > d; unlink a")).isEqualTo("lives");
      assertThat(Tree.of(source)).containsOnlyKeys("", "b", "d");
    }
  }

  @Test
  void a_crash_after_a_sync_keeps_what_it_synced() throws Exception {
    Files.writeString(source.resolve("f"), "old\n");
    try (MountProcess mount = mount("crash fsync when=after path=/f times=1")) {
      crash(mount, "echo new > f; echo other > g; sync f");
      assertThat(source.resolve("f")).hasContent("new");
      assertThat(source.resolve("g")).doesNotExist();
    }
  }

  @Test
  void a_crash_before_a_sync_keeps_nothing() throws Exception {
    Files.writeString(source.resolve("f"), "old\n");
    try (MountProcess mount = mount("crash fsync when=before path=/f nth=2")) {
      crash(mount, "sync f; echo new > f; sync f");
      assertThat(source.resolve("f")).hasContent("old");
    }
  }

  @Test
  void a_crash_at_a_rename_is_for_either_path() throws Exception {
    Files.writeString(source.resolve("a"), "a");
    try (MountProcess mount = mount("crash rename when=after from=/a to=/b times=1")) {
      crash(mount, "mv a b");
      assertThat(Tree.of(source)).containsOnlyKeys("", "a");
    }
  }

  @Test
  void of_a_torn_write_the_named_parts_are_durable() throws Exception {
    Files.writeString(source.resolve("f"), ".".repeat(12));
    try (MountProcess mount = mount("torn write path=/f nth=2 parts=3 keep=1,3")) {
      assertThat(client(dd("abcdefghij", 10, 1))).isEqualTo("lives");
      assertThat(client("sync f")).isEqualTo("lives");
      crash(mount, dd("ABCDEFGHIJ", 10, 1));
      assertThat(source.resolve("f")).hasContent("ABCdefGHIJ..");
    }
  }

  @Test
  void parts_may_have_lengths_of_their_own() throws Exception {
    Files.writeString(source.resolve("f"), ".".repeat(6));
    try (MountProcess mount = mount("torn write path=/f sizes=1,4,100 keep=1,3 times=1")) {
      crash(mount, "echo lost > g; " + dd("ABCDEFGHIJ", 10, 1));
      assertThat(source.resolve("f")).hasContent("A....FGHIJ");
      assertThat(source.resolve("g")).doesNotExist();
    }
  }

  @Test
  void of_a_group_of_writes_the_named_are_durable() throws Exception {
    Files.writeString(source.resolve("f"), ".".repeat(12));
    try (MountProcess mount = mount("torn-group write path=/f group=2 keep=1,4")) {
      assertThat(client(dd("abcdefghijkl", 3, 4) + "; sync f")).isEqualTo("lives");
      crash(mount, dd("ABCDEFGHIJKL", 3, 4));
      assertThat(source.resolve("f")).hasContent("ABCdefghiJKL");
    }
  }

  @Test
  void a_group_counts_as_one_strike_of_its_rule() throws Exception {
    Files.writeString(source.resolve("f"), ".".repeat(12));
    try (MountProcess mount = mount("torn-group write path=/f keep=2 times=1")) {
      crash(mount, dd("ABCDEFGHIJKL", 3, 4));
      assertThat(source.resolve("f")).hasContent("...DEF......");
      assertThat(client(dd("abcdefghijkl", 3, 4))).isEqualTo("lives");
    }
  }

  /** Runs what is killed by the crash, and waits until that is over. */
  private void crash(MountProcess mount, String script) throws Exception {
    assertThat(client(script)).doesNotContain("lives");
    assertThat(mount.nextLine()).startsWith("crashed by a rule, and went on: lost ");
  }

  @Test
  void who_makes_a_call_is_killed_and_the_call_is_made() throws Exception {
    try (MountProcess _ = mount("kill mkdir path=/a")) {
      assertThat(client("mkdir a || echo $?")).contains("137");
      assertThat(client("mkdir b")).isEqualTo("lives");
      assertThat(Tree.of(source)).containsOnlyKeys("", "a", "b");
    }
  }

  private static String dd(String text, int bytes, int count) {
    return "printf %s | dd of=f bs=%d count=%d conv=notrunc iflag=fullblock 2>/dev/null"
        .formatted(text, bytes, count);
  }

  @Test
  void what_cannot_be_is_refused() {
    assertRefused("crash write when=then", "expected before or after");
    assertRefused("crash write", "when: missing");
    assertRefused("torn write parts=2 keep=3", "there is no part 3 of 2");
    assertRefused("torn write parts=2 sizes=1 keep=1", "one of them");
    assertRefused("torn read parts=2 keep=1", "torn cannot strike read");
    assertRefused("torn-group write", "keep: missing");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> MountOptions.defaults().withFaults(FaultRules.parse("crash write when=after"), 1))
        .withMessageContaining("nothing is recorded, so it cannot crash");
  }

  private static void assertRefused(String rule, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultRules.parse(rule))
        .withMessageContaining(why);
  }
}
