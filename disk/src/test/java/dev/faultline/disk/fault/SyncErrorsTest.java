package dev.faultline.disk.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SyncErrorsTest {
  private static final long HANDLE = 5;

  private final SyncErrors errors = new SyncErrors();

  @Test
  void a_handle_whose_number_was_another_files_is_told_of_its_own_files_error() {
    errors.record(1, Errno.EIO);
    assertThat(errors.told(HANDLE, 1)).isEqualTo(Errno.EIO);
    errors.record(2, Errno.EIO);
    assertThat(errors.told(HANDLE, 2)).isEqualTo(Errno.EIO);
    assertThat(errors.told(HANDLE, 2)).isNull();
  }
}
