package dev.faultline.link.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class CookiesTest {
  private static final long SECOND = 1_000_000_000;

  private final Cookies cookies = new Cookies(new SplittableRandom(1));

  @Test
  void a_cookie_is_good_for_one_to_two_minutes() {
    long cookie = cookies.give(0, 7, 9);

    assertThat(cookies.accepts(0, 7, 9, cookie)).isTrue();
    assertThat(cookies.accepts(119 * SECOND, 7, 9, cookie)).isTrue();
    assertThat(cookies.accepts(120 * SECOND, 7, 9, cookie)).isFalse();
    assertThat(cookies.accepts(500 * SECOND, 7, 9, cookies.give(500 * SECOND, 7, 9))).isTrue();
  }

  @Test
  void a_cookie_is_for_who_got_it() {
    long cookie = cookies.give(0, 7, 9);

    assertThat(cookies.accepts(0, 8, 9, cookie)).isFalse();
    assertThat(cookies.accepts(0, 7, 8, cookie)).isFalse();
    assertThat(cookies.accepts(0, 7, 9, 0)).isFalse();
  }
}
