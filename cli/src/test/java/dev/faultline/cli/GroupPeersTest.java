package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.group.raft.Ask;
import dev.faultline.group.raft.GroupCodec;
import dev.faultline.group.raft.GroupMessage;
import dev.faultline.group.raft.Outcome;
import dev.faultline.guard.group.Configurations;
import dev.faultline.guard.group.RegisterMessage;
import dev.faultline.guard.group.Tag;
import dev.faultline.link.LinkHandler;
import dev.faultline.link.Session;
import dev.faultline.link.StreamKind;
import dev.faultline.runtime.DriverOptions;
import dev.faultline.runtime.LinkDriver;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member in this process, and a stranger that speaks to it over a link as clients do. */
@Timeout(60)
final class GroupPeersTest {
  @TempDir private Path folder;

  private final List<GroupFrame> answers = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private LinkDriver stranger;

  @BeforeEach
  void open() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
        ports.add(socket.getLocalPort());
      }
    }
    stranger = LinkDriver.open(at(0), DriverOptions.DEFAULT, new Answers());
  }

  @AfterEach
  void close() {
    stranger.close();
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private final class Answers implements LinkHandler {
    @Override
    public boolean onMessage(
        Session session, int stream, long sequence, MemorySegment buffer, long offset, int length) {
      answers.add(GroupFrame.read(buffer, offset, length));
      return true;
    }
  }

  private interface Turn {
    void take() throws IOException;
  }

  private void until(Turn member, BooleanSupplier over) throws IOException {
    while (!over.getAsBoolean()) {
      // The time of the test is over.
      assertThat(Thread.interrupted()).isFalse();
      stranger.work();
      member.take();
    }
  }

  private Session session() {
    Session session = stranger.connect(at(ports.getFirst()));
    session.open(GroupMemberCommand.STREAM, StreamKind.ORDERED);
    return session;
  }

  private static void offer(Session session, byte[] bytes) {
    assertThat(
            session.offer(GroupMemberCommand.STREAM, MemorySegment.ofArray(bytes), 0, bytes.length))
        .isPositive();
  }

  private static void offer(Session session, String name, byte[] content) {
    MemorySegment bytes = new GroupFrame(name, content).bytes();
    assertThat(session.offer(GroupMemberCommand.STREAM, bytes, 0, (int) bytes.byteSize()))
        .isPositive();
  }

  private static byte[] request(long number) {
    return GroupCodec.encode(new GroupMessage.Request(number, new Ask.Query(new byte[0])));
  }

  private GroupMachineMember machine() throws IOException {
    return new GroupMachineMember(
        "a", List.of("a", "b", "c"), ports, folder.resolve("a"), GroupTrace.of("a", false));
  }

  @Test
  void a_stranger_that_goes_by_a_members_name_is_refused_and_counted() throws IOException {
    try (GroupMachineMember member = machine()) {
      Session session = session();
      byte[] consensus = GroupCodec.encode(new GroupMessage.Consensus(new byte[3]));
      for (String name : List.of("a", "b", "c")) {
        offer(session, name, consensus);
        offer(session, name, request(1));
      }
      until(member::work, () -> member.peers().refused() == 6);
      offer(session, "client-1", request(2));
      until(member::work, () -> !answers.isEmpty());
      assertThat(answers).hasSize(1);
      assertThat(answers.getFirst().name()).isEqualTo("client-1");
      assertThat(GroupCodec.decode(answers.getFirst().content()))
          .isEqualTo(new GroupMessage.Reply(2, new Outcome.Elsewhere(null)));
      assertThat(member.peers().refused()).isEqualTo(6);
    }
  }

  @Test
  void bytes_that_are_no_frame_of_this_version_are_refused_and_the_session_goes_on()
      throws IOException {
    try (GroupMachineMember member = machine()) {
      Session session = session();
      offer(session, new byte[] {1});
      offer(session, new byte[] {1, 5, 'a'});
      offer(session, new byte[] {1, 1, 'x', 9});
      byte[] later = new GroupFrame("x", request(1)).bytes().toArray(ValueLayout.JAVA_BYTE);
      later[0] = 2;
      offer(session, later);
      offer(session, "x", request(7));
      until(member::work, () -> !answers.isEmpty());
      assertThat(member.peers().refused()).isEqualTo(4);
      assertThat(GroupCodec.decode(answers.getFirst().content()))
          .isInstanceOfSatisfying(
              GroupMessage.Reply.class, reply -> assertThat(reply.number()).isEqualTo(7));
    }
  }

  @Test
  void names_take_no_memory_and_a_session_that_ended_takes_none_either() throws IOException {
    try (GroupMachineMember member = machine()) {
      int members = member.peers().remembered();
      Session session = session();
      for (int i = 0; i < 500; i++) {
        offer(session, "client-" + i, request(i));
      }
      until(member::work, () -> answers.size() == 500);
      assertThat(member.peers().remembered()).isEqualTo(members + 1);
      session.close(System.nanoTime());
      until(member::work, () -> member.peers().remembered() == members);
    }
  }

  @Test
  void a_member_whose_session_ended_at_both_ends_is_dialled_again() throws IOException {
    List<Session> heard = new ArrayList<>();
    LinkHandler other =
        new LinkHandler() {
          @Override
          public void onConnected(Session session) {
            heard.add(session);
          }

          @Override
          public boolean onMessage(
              Session session,
              int stream,
              long sequence,
              MemorySegment buffer,
              long offset,
              int length) {
            return true;
          }
        };
    try (LinkDriver b = LinkDriver.open(at(ports.get(1)), DriverOptions.DEFAULT, other);
        GroupMachineMember member = machine()) {
      Turn both =
          () -> {
            b.work();
            member.work();
          };
      until(both, () -> heard.size() == 1);
      heard.getFirst().close(System.nanoTime());
      until(both, () -> heard.size() == 2);
      assertThat(member.peers().way("b")).isNotNull();
    }
  }

  @Test
  void a_name_in_one_session_does_not_get_the_answers_of_another() throws IOException {
    try (GroupMachineMember member = machine()) {
      Session one = session();
      Session two = session();
      offer(two, "client-1", request(1));
      until(member::work, () -> answers.size() == 1);
      offer(one, "client-1", request(2));
      until(member::work, () -> answers.size() == 2);
      assertThat(one.received(GroupMemberCommand.STREAM)).isEqualTo(1);
      assertThat(two.received(GroupMemberCommand.STREAM)).isEqualTo(1);
    }
  }

  @Test
  void a_member_of_a_register_answers_once_it_has_synced_what_came_in_one_turn()
      throws IOException {
    Path file = folder.resolve("register");
    List<String> members = List.of("a", "b", "c");
    try (GroupRegisterMember member =
        new GroupRegisterMember("a", members, ports.getFirst(), file, GroupTrace.of("a", false))) {
      Session session = session();
      Configurations known = Configurations.first(members);
      offer(session, "b", GroupFrame.REGISTER.encode(new RegisterMessage.Query<>(1, known)));
      offer(session, new byte[] {1, 1, 'x', 0});
      offer(
          session,
          "x",
          GroupFrame.REGISTER.encode(
              new RegisterMessage.Hold<>(2, known, new Tag(1, "x", 1), 40L)));
      offer(session, "x", GroupFrame.REGISTER.encode(new RegisterMessage.Query<>(3, known)));
      until(member::work, () -> answers.size() == 2);
      assertThat(member.peers().refused()).isEqualTo(2);
    }
    try (KeptSlots slots = KeptSlots.open(file)) {
      byte[] state = slots.state();
      assertThat(state).isNotNull();
      assertThat(GroupFrame.REGISTER.decodeState(state).value()).isEqualTo(40);
    }
    assertThat(GroupFrame.REGISTER.decode(answers.getLast().content()))
        .isInstanceOfSatisfying(
            RegisterMessage.Held.class, held -> assertThat(held.value()).isEqualTo(40L));
  }
}
