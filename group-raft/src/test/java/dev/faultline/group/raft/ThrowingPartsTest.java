package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.microraft.model.message.RaftMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a member uses may throw anything: it stops, by name and for good. */
class ThrowingPartsTest extends HostileMember {
  @Test
  void a_port_that_throws_stops_the_member_by_name_and_for_good() {
    boolean[] isFailing = {false};
    List<GroupMessage> out = new ArrayList<>();
    Replica member =
        member(
            new MemoryLog(List.of()),
            (_, message) -> {
              if (isFailing[0]) {
                throw new IllegalStateException("no such route");
              }
              out.add(message);
            });
    isFailing[0] = true;
    GroupMessage request = new GroupMessage.Request(1, new Ask.Open(0));
    assertThatThrownBy(() -> member.receive("client", request, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("member 'a' of group 'g' stops")
        .hasMessageContaining("no such route");
    isFailing[0] = false;
    out.clear();
    assertThatThrownBy(() -> member.receive("client", request, 0))
        .hasMessageContaining("no such route");
    assertThat(out).isEmpty();
  }

  @Test
  void whatever_is_thrown_while_it_is_rebuilt_stops_the_member_for_good() {
    List<String> made = new ArrayList<>();
    Replica member =
        new Replica(
            "g",
            "a",
            MEMBERS,
            ReplicaOptions.DEFAULT,
            new MemoryLog(List.of()),
            () -> {
              if (!made.isEmpty()) {
                throw new IllegalArgumentException("one machine is enough");
              }
              made.add("machine");
              return new CounterMachine();
            },
            new Random(1),
            (_, _) -> {},
            0);
    RaftMessage refusal =
        FACTORY
            .createPreVoteResponseBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(5)
            .setGranted(false)
            .build();
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () -> member.receive("b", new GroupMessage.Consensus(RaftWire.encode(refusal)), 0))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("member 'a' of group 'g' stops")
          .hasMessageContaining("one machine is enough");
    }
  }

  @Test
  void a_log_that_throws_anything_at_all_stops_the_member() {
    MemoryLog own = new MemoryLog(List.of());
    Replica member = member(own, (_, _) -> {});
    own.throwFromNowOn(new IllegalStateException("a bug of the log"));
    GroupMessage append = new GroupMessage.Consensus(RaftWire.encode(append(_ -> {})));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> member.receive("b", append, 0))
          .hasMessageContaining("a bug of the log");
    }
  }
}
