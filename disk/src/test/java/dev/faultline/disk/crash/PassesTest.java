package dev.faultline.disk.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.disk.Profile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Each pass of a search tries its states. There are so many parts that neither a search through all
 * states nor a random one would come to these.
 */
final class PassesTest {
  private static final int SECTOR = 512;
  private static final int SECTORS = 50;

  /**
   * Overwrites a durable file; for each sector a letter, a for the old content and b for the new.
   */
  private static Set<String> left(int writes, int states) {
    CrashProgram program =
        new CrashProgram() {
          @Override
          public void prepare(Path directory) throws IOException {
            Files.writeString(directory.resolve("f"), "a".repeat(SECTORS * SECTOR));
          }

          @Override
          public void run(Path directory) throws IOException {
            try (FileChannel file =
                FileChannel.open(directory.resolve("f"), StandardOpenOption.WRITE)) {
              byte[] fresh =
                  "b".repeat(SECTORS * SECTOR / writes).getBytes(StandardCharsets.US_ASCII);
              for (int i = 0; i < writes; i++) {
                file.write(ByteBuffer.wrap(fresh));
              }
            }
          }
        };
    Set<String> seen = new TreeSet<>();
    Exploration.run(
        program,
        (directory, acknowledged) -> {
          String content = Files.readString(directory.resolve("f"));
          StringBuilder sectors = new StringBuilder();
          for (int i = 0; i < SECTORS; i++) {
            sectors.append(content.charAt(i * SECTOR));
          }
          seen.add(sectors.toString());
          return "";
        },
        CrashOptions.DEFAULT.withProfile(Profile.XFS).withStates(states));
    return seen;
  }

  private static List<String> withOld(Set<String> seen, int sectors) {
    // What ends in new content is no prefix of the calls.
    return seen.stream()
        .filter(each -> each.endsWith("b"))
        .filter(each -> each.chars().filter(letter -> letter == 'a').count() == sectors)
        .toList();
  }

  @Test
  void every_prefix_of_the_calls_is_tried() {
    Set<String> seen = left(SECTORS, 6_000);
    for (int i = 0; i <= SECTORS; i++) {
      assertThat(seen).contains("b".repeat(i) + "a".repeat(SECTORS - i));
    }
  }

  @Test
  void each_operation_is_left_out_alone() {
    assertThat(withOld(left(SECTORS, 6_000), 1)).hasSize(SECTORS - 1);
  }

  @Test
  void two_operations_are_left_out_together() {
    assertThat(withOld(left(SECTORS, 6_000), 2)).hasSizeGreaterThan(50);
  }

  @Test
  void one_operation_loses_a_part() {
    // The whole, nothing, and four torn ones: none is left for a random state.
    assertThat(left(1, 6))
        .containsExactlyInAnyOrder(
            "b".repeat(SECTORS),
            "a".repeat(SECTORS),
            "b" + "a".repeat(SECTORS - 1),
            "a" + "b".repeat(SECTORS - 1),
            "a".repeat(SECTORS - 1) + "b",
            "b".repeat(SECTORS - 1) + "a");
  }
}
