package dev.faultline.link.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.PeerIdentity;
import org.junit.jupiter.api.Test;

final class AssociationTest {
  private static final long SECOND = 1_000_000_000;

  private static Association association(boolean initiator) {
    return new Association(1, new SecurePeer(0, 0, PeerIdentity.NONE, 0), initiator, 0);
  }

  @Test
  void who_began_asks_for_new_keys_first() {
    Association began = association(true);
    Association answered = association(false);

    assertThat(began.tired(119 * SECOND)).isFalse();
    assertThat(began.tired(120 * SECOND)).isTrue();
    assertThat(answered.tired(120 * SECOND)).isFalse();
    assertThat(answered.tired(150 * SECOND)).isTrue();
  }

  @Test
  void packets_of_either_side_count() {
    Association sends = association(true);
    sends.sealed = 1L << 22;
    Association receives = association(true);
    receives.window.seen(1L << 22);

    assertThat(sends.tired(0)).isTrue();
    assertThat(receives.tired(0)).isTrue();
    assertThat(association(true).tired(0)).isFalse();
  }

  @Test
  void no_key_is_used_for_ever() {
    Association old = association(true);
    Association busy = association(true);
    busy.sealed = (1L << 23) - 1;

    assertThat(old.spent(179 * SECOND)).isFalse();
    assertThat(old.spent(180 * SECOND)).isTrue();
    assertThat(busy.spent(0)).isFalse();
    busy.sealed++;
    assertThat(busy.spent(0)).isTrue();
  }
}
