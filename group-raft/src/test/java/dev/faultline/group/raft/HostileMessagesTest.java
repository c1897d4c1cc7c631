package dev.faultline.group.raft;

import static dev.faultline.group.raft.RaftModels.FACTORY;
import static org.assertj.core.api.Assertions.assertThat;

import io.microraft.model.log.LogEntry;
import io.microraft.model.message.AppendEntriesRequest;
import io.microraft.model.message.RaftMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What no member sends is ignored, counted, and changes nothing. */
class HostileMessagesTest extends HostileMember {
  @Test
  void entries_that_no_leader_has_are_ignored() {
    List<List<LogEntry>> impossible =
        List.of(
            List.of(entry(2, 1, new byte[0])),
            List.of(entry(1, 1, new byte[0]), entry(3, 1, COMMAND)),
            List.of(entry(1, 2, new byte[0]), entry(2, 1, COMMAND)),
            List.of(entry(1, 3, new byte[0])),
            List.of(entry(1, 1, new byte[] {9})),
            List.of(entry(1, 1, GroupCodec.encode(new Ask.Query(new byte[0])))));
    impossible.forEach(each -> requireIgnored(append(builder -> builder.setLogEntries(each))));
    requireIgnored(append(builder -> builder.setTerm(RaftChecks.TERM_MOST + 1)));
    requireIgnored(append(builder -> builder.setTerm(-1).setLogEntries(List.of())));
    requireIgnored(append(builder -> builder.setCommitIndex(-1)));
    requireIgnored(append(builder -> builder.setCommitIndex(Long.MAX_VALUE)));
    requireIgnored(append(builder -> builder.setQuerySequenceNumber(-1)));
    requireIgnored(append(builder -> builder.setFlowControlSequenceNumber(-1)));
    requireIgnored(append(builder -> builder.setPreviousLogIndex(-1).setLogEntries(List.of())));
    requireIgnored(
        append(builder ->
            builder.setPreviousLogTerm(3).setPreviousLogIndex(7).setLogEntries(List.of())));

    requireTaken(append(_ -> {}));
    assertThat(sent).last().asString().contains("appended up to 2");
    assertThat(replica.term()).isEqualTo(2);
  }

  @Test
  void answers_and_questions_with_numbers_that_do_not_exist_are_ignored() {
    requireIgnored(appended(1));
    requireIgnored(appended(-1));
    requireTaken(append(_ -> {}));
    requireTaken(appended(2));
    requireIgnored(appended(3));
    requireIgnored(
        FACTORY
            .createAppendEntriesFailureResponseBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(2)
            .setExpectedNextIndex(-1)
            .setQuerySequenceNumber(0)
            .setFlowControlSequenceNumber(0)
            .build());
    requireIgnored(vote(-1, 0));
    requireIgnored(vote(RaftChecks.TERM_MOST + 1, 0));
    requireIgnored(vote(3, -1));
    requireIgnored(
        FACTORY
            .createPreVoteRequestBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(3)
            .setLastLogTerm(-1)
            .setLastLogIndex(0)
            .build());
    requireIgnored(
        FACTORY
            .createInstallSnapshotResponseBuilder()
            .setGroupId("g")
            .setSender(B)
            .setTerm(2)
            .setSnapshotIndex(1)
            .setRequestedSnapshotChunkIndex(-1)
            .setQuerySequenceNumber(0)
            .setFlowControlSequenceNumber(0)
            .build());
    requireTaken(vote(3, 0));
  }

  @Test
  void a_name_that_is_not_the_senders_is_ignored() {
    AppendEntriesRequest ofB = append(_ -> {});
    receive("c", ofB);
    receive("stranger", ofB);
    receive("a", append(builder -> builder.setSender(new RaftMember("a"))));
    receive("b", append(builder -> builder.setGroupId("another")));
    receive("stranger", append(builder -> builder.setSender(new RaftMember("stranger"))));
    assertThat(replica.ignored()).isEqualTo(5);
    assertThat(replica.term()).isZero();
  }

  @Test
  void commands_numbered_as_none_are_ignored() {
    for (Ask each :
        List.of(
            new Ask.Command(0, 1, new byte[0]),
            new Ask.Command(-1, 1, new byte[0]),
            new Ask.Command(1, 0, new byte[0]),
            new Ask.Command(1, Long.MIN_VALUE, new byte[0]))) {
      sent.clear();
      replica.receive("client", new GroupMessage.Request(1, each), 0);
      assertThat(sent).isEmpty();
    }
    assertThat(replica.ignored()).isEqualTo(4);
    replica.receive("client", new GroupMessage.Request(1, new Ask.Command(1, 1, COMMAND)), 0);
    assertThat(sent).hasSize(1);
  }

  @Test
  void changed_bytes_are_refused_or_are_another_message_and_no_length_is_believed() {
    long seed = 7;
    Random random = new Random(seed);
    List<byte[]> valid = new ArrayList<>();
    for (RaftMessage each :
        List.of(append(_ -> {}), appended(1), vote(1, 0), install(2, 0, 5, view("a", "b", "c")))) {
      valid.add(GroupCodec.encode(new GroupMessage.Consensus(RaftWire.encode(each))));
    }
    valid.add(GroupCodec.encode(new GroupMessage.Request(1, new Ask.Command(1, 1, COMMAND))));
    valid.add(GroupCodec.encode(new GroupMessage.Reply(1, new Outcome.Done(COMMAND))));
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = valid.get(i % valid.size()).clone();
      int at = random.nextInt(bytes.length);
      if (random.nextBoolean() && at + Integer.BYTES <= bytes.length) {
        int claimed = random.nextBoolean() ? Integer.MAX_VALUE - random.nextInt(9) : -1;
        ByteBuffer.wrap(bytes).putInt(at, claimed);
      } else {
        bytes[at] = (byte) random.nextInt();
      }
      byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
      try {
        GroupMessage message = GroupCodec.decode(cut);
        if (message instanceof GroupMessage.Consensus(var inner)) {
          RaftWire.decode(inner);
        }
      } catch (IllegalArgumentException none) {
        refused++;
      }
    }
    assertThat(refused).as("seed " + seed).isGreaterThan(5_000);
  }
}
