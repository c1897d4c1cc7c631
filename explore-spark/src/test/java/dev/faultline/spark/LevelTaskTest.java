package dev.faultline.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.faultline.explore.campaign.Levels.Tried;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

/** Issue 22: states that are lost are made again by whoever is there, or the search ends. */
final class LevelTaskTest {
  private static LevelReply reply(byte[][] blocks, @Nullable String refusal) {
    Tried tried = new Tried(blocks, new int[0], new byte[0]);
    return new LevelReply(
        tried, new LevelReply.Told("7", "host", "pid 7", new byte[0], 0, refusal, 1));
  }

  @Test
  void what_an_executor_refused_to_try_does_not_pass_for_nothing_found() {
    LevelReply refused = reply(new byte[0][], "runs another jar");

    assertThatThrownBy(() -> new LevelTask.Sends().call(refused))
        .hasMessage("executor pid 7 runs another jar");
    assertThatThrownBy(() -> new LevelTask.Counts(new byte[0]).call(new Tuple2<>(null, refused)))
        .hasMessage("executor pid 7 runs another jar");
  }

  @Test
  void a_block_goes_to_the_partition_that_keeps_its_states() throws Exception {
    byte[][] blocks = {{1}, {}, {2, 3}};
    var sent = new LevelTask.Sends().call(reply(blocks, null));

    assertThat(sent)
        .toIterable()
        .containsExactly(new Tuple2<>(0, blocks[0]), new Tuple2<>(2, blocks[2]));
  }
}
