package dev.faultline.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.link.connection.KeyTable;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sessions by keys that peers choose. */
final class KeyTableTest {
  private static final int KEYS = 10_000;

  /** Keys that all belong to one place in a table whose secrets are these. */
  private static long chosen(int number) {
    // With no mask and factors of 1 only the upper half counts.
    return number;
  }

  private static double visits(KeyTable table, Session session) {
    for (int i = 0; i < KEYS; i++) {
      table.put(chosen(i), session);
    }
    long visits = 0;
    for (int i = 0; i < KEYS; i++) {
      assertThat(table.get(chosen(i))).isSameAs(session);
      visits += table.visits(chosen(i));
    }
    return (double) visits / KEYS;
  }

  @Test
  void keys_that_are_chosen_for_one_secret_are_spread_by_another() {
    Session session = new Wired(Messages.small()).a.endpoint.connect(0, 0);
    assertThat(visits(new KeyTable(0, 1, 1), session)).isGreaterThan(1_000);
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(visits(new KeyTable(new SplittableRandom(seed)), session)).isLessThan(4);
    }
  }

  @Test
  void two_endpoints_have_different_secrets() {
    Session session = new Wired(Messages.small()).a.endpoint.connect(0, 0);
    KeyTable one = new KeyTable(new SplittableRandom(1));
    KeyTable two = new KeyTable(new SplittableRandom(2));
    SplittableRandom random = new SplittableRandom(3);
    int differ = 0;
    for (int i = 0; i < KEYS; i++) {
      long key = random.nextLong();
      one.put(key, session);
      two.put(key, session);
      differ += one.visits(key) == two.visits(key) ? 0 : 1;
    }
    assertThat(differ).isPositive();
  }
}
