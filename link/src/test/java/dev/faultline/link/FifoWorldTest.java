package dev.faultline.link;

import static dev.faultline.core.SystemModel.partiallySynchronous;
import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.LinkModel;
import dev.faultline.explore.CampaignResult;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FifoWorldTest {
  private static final int MESSAGES = 200;

  @Test
  void an_ordered_stream_delivers_each_message_once_and_in_order() {
    CampaignResult result =
        Worlds.explore("an ordered stream", FifoWorldTest::ordered, 300, Duration.ofSeconds(90));

    assertThat(result.findings()).isEmpty();
    assertThat(result.inconclusive()).isEmpty();
    assertThat(result.neverReached()).isEmpty();
  }

  private static void ordered(World world) {
    world.model(partiallySynchronous().links(new LinkModel(true, true, true, true)));
    world.network().checksums(false);
    Address to = world.node("receiver", () -> new Ends.Receiver(Ends.small()));
    Address from =
        world.node("sender", () -> new Ends.Sender(to, StreamKind.ORDERED, MESSAGES, Ends.small()));
    world.always(
        "messages come once, in order and as they were sent",
        () -> !(world.instance(to) instanceof Ends.Receiver r) || inOrder(r));
    world.sometimes(
        "a packet is sent again",
        () ->
            world.instance(from) instanceof Ends.Sender s
                && s.session() != null
                && s.session().counters().retransmitted > 0);
    world.sometimes(
        "a corrupt packet is dropped",
        () -> world.instance(to) instanceof Ends.Receiver r && r.endpoint().counters().corrupt > 0);
    world.healAfter(Duration.ofSeconds(30));
    world.eventually(
        Duration.ofSeconds(50),
        "every message arrives",
        () -> world.instance(to) instanceof Ends.Receiver r && r.received.size() == MESSAGES);
  }

  private static boolean inOrder(Ends.Receiver receiver) {
    List<Long> received = receiver.received;
    return receiver.wrong.isEmpty()
        && (received.isEmpty() || received.getLast() == received.size());
  }
}
