package dev.faultline.check.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class LinkPropertiesTest {

  private static final Channel AB = new Channel("a", "b", 1);
  private static final Channel BA = new Channel("b", "a", 1);

  private final LinkRecorder record = new LinkRecorder();

  @Test
  void a_perfect_fifo_link_has_all_properties() {
    for (int m = 1; m <= 3; m++) {
      record.sent(AB, m);
      record.sent(BA, m);
      record.delivered(AB, m);
    }
    for (int m = 1; m <= 3; m++) {
      record.delivered(BA, m);
    }

    assertThat(LinkProperties.noCreation(record).isValid()).isTrue();
    assertThat(LinkProperties.noDuplication(record).isValid()).isTrue();
    assertThat(LinkProperties.fifoOrder(record).isValid()).isTrue();
    assertThat(LinkProperties.reliableDelivery(record, _ -> true).isValid()).isTrue();
  }

  @Test
  void nothing_is_no_pass() {
    record.sent(AB, 1);

    assertThat(LinkProperties.noCreation(record).word()).isEqualTo("unknown");
    assertThat(LinkProperties.noDuplication(record).word()).isEqualTo("unknown");
    assertThat(LinkProperties.fifoOrder(record).word()).isEqualTo("unknown");
    assertThat(LinkProperties.reliableDelivery(record, "a"::equals).word()).isEqualTo("unknown");
  }

  @Test
  void what_nobody_sent_on_this_channel_is_created() {
    record.sent(AB, 1);
    record.delivered(BA, 1);

    assertThat(LinkProperties.noCreation(record).summary())
        .contains("b>a/1", "at event 1", "message 1", "which nobody sent");
    assertThat(LinkProperties.noDuplication(record).isValid()).isTrue();
  }

  @Test
  void a_message_that_arrives_before_it_is_sent_is_created() {
    record.delivered(AB, 1);
    record.sent(AB, 1);

    assertThat(LinkProperties.noCreation(record).summary()).contains("sent only later");
  }

  @Test
  void the_first_duplicate_is_named() {
    record.sent(AB, 1);
    record.sent(AB, 2);
    record.delivered(AB, 1);
    record.delivered(AB, 2);
    record.delivered(AB, 2);
    record.delivered(AB, 1);

    assertThat(LinkProperties.noDuplication(record).summary())
        .contains("at event 4", "message 2", "already at event 3");
    assertThat(LinkProperties.fifoOrder(record).isValid()).isTrue();
    assertThat(LinkProperties.noCreation(record).isValid()).isTrue();
  }

  @Test
  void overtaking_breaks_fifo_order_and_nothing_else() {
    record.sent(AB, 1);
    record.sent(AB, 2);
    record.delivered(AB, 2);
    record.delivered(AB, 1);

    assertThat(LinkProperties.fifoOrder(record).summary())
        .contains("message 2", "but not message 1");
    assertThat(LinkProperties.noDuplication(record).isValid()).isTrue();
    assertThat(LinkProperties.reliableDelivery(record, _ -> true).isValid()).isTrue();
  }

  @Test
  void a_gap_breaks_fifo_order() {
    record.sent(AB, 1);
    record.sent(AB, 2);
    record.delivered(AB, 2);

    assertThat(LinkProperties.fifoOrder(record).isInvalid()).isTrue();
  }

  @Test
  void streams_and_directions_have_orders_of_their_own() {
    var other = new Channel("a", "b", 2);
    record.sent(AB, 1);
    record.sent(other, 1);
    record.delivered(other, 1);
    record.delivered(AB, 1);

    assertThat(LinkProperties.fifoOrder(record).isValid()).isTrue();
  }

  @Test
  void a_loss_matters_between_correct_processes_only() {
    record.sent(AB, 7);
    record.sent(BA, 8);
    record.delivered(BA, 8);

    assertThat(LinkProperties.reliableDelivery(record, _ -> true).summary())
        .contains("a>b/1", "message 7", "event 0", "never delivered");
    assertThat(LinkProperties.reliableDelivery(record, p -> !p.equals("b")).isInvalid()).isFalse();
  }

  @Test
  void a_number_names_one_message() {
    record.sent(AB, 7);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> record.sent(AB, 7))
        .withMessageContaining("message 7 was sent twice on a>b/1");
  }
}
