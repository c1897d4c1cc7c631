package dev.faultline.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SystemModelTest {
  @Test
  void a_bound_on_crashes_for_good_leaves_the_disk_as_it_was() {
    SystemModel model = SystemModel.asynchronous().failingSyncs().crashRecovery(2, 1);

    assertThat(model.disk()).isEqualTo(new DiskModel(true));
    assertThat(model.failures().maxForGood()).isEqualTo(1);
  }
}
