package dev.faultline.bench.payments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.bench.payments.PaymentChaos.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same as {@code bench/run payment-chaos}, with few kills. */
class PaymentChaosTest {
  private static final long SEED = 7;

  @TempDir private Path folder;

  @Test
  void a_durable_link_charges_every_order_once_whoever_is_killed() throws Exception {
    Outcome outcome =
        new PaymentChaos(folder, Shop.class, Bank.class).run(15, 300, SEED, () -> false);
    assertThat(outcome.exactlyOnce()).as("%s, seed %d", outcome, SEED).isTrue();
  }

  @Test
  void a_naive_retry_charges_twice() throws Exception {
    Outcome outcome =
        new PaymentChaos(folder, NaiveShop.class, NaiveBank.class)
            .run(200, 300, SEED, () -> NaiveBank.doubleCharges(folder) > 0);
    // The order that was charged twice may be one that the shop has not marked as paid yet.
    assertThat(NaiveBank.doubleCharges(folder)).as("%s, seed %d", outcome, SEED).isPositive();
  }
}
