package dev.faultline.chaos.monkey.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkCalendarTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest(name = "hours {0} at {1}: {2}")
  @CsvSource({
    "09:00-15:00, 2026-12-01T08:59:59, closed",
    "09:00-15:00, 2026-12-01T09:00:00, open",
    "09:00-15:00, 2026-12-01T14:59:59, open",
    "09:00-15:00, 2026-12-01T15:00:00, closed",
    "09:00-15:00, 2026-12-05T10:00:00, closed",
    "09:00-15:00, 2026-12-03T10:00:00, closed",
    "22:00-04:30, 2026-12-01T21:59:00, closed",
    "22:00-04:30, 2026-12-01T22:00:00, open",
    "22:00-04:30, 2026-12-02T04:29:00, open",
    "22:00-04:30, 2026-12-02T04:30:00, closed",
    // Friday's night reaches into Saturday; Sunday's into Monday; the holiday's into Friday.
    "22:00-04:30, 2026-12-05T02:00:00, open",
    "22:00-04:30, 2026-12-07T02:00:00, closed",
    "22:00-04:30, 2026-12-04T02:00:00, closed",
    "00:00-00:00, 2026-12-01T00:00:00, open",
    "00:00-00:00, 2026-12-01T23:59:59, open",
    "00:00-00:00, 2026-12-06T23:59:59, closed"
  })
  void the_hours_of_work(String hours, String now, String state) {
    String[] ends = hours.split("-");
    WorkCalendar calendar =
        new WorkCalendar(
            BERLIN,
            new Hours(LocalTime.parse(ends[0]), LocalTime.parse(ends[1])),
            EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
            Set.of(LocalDate.of(2026, 12, 3)));
    assertThat(
            calendar.closed(LocalDateTime.parse(now).atZone(BERLIN).toInstant()).isEmpty()
                ? "open"
                : "closed")
        .isEqualTo(state);
  }

  @Test
  void a_file_of_holidays_is_read_and_its_mistakes_have_a_line(@TempDir Path folder)
      throws Exception {
    Path file =
        Files.writeString(folder.resolve("days"), "# ours\n2026-12-24  # eve\n\n2027-01-01\n");
    assertThat(Holidays.read(file))
        .containsExactly(LocalDate.of(2026, 12, 24), LocalDate.of(2027, 1, 1));
    Files.writeString(file, "\uFEFF2026-12-24\r\n");
    assertThat(Holidays.read(file)).containsExactly(LocalDate.of(2026, 12, 24));
    Files.writeString(file, "2026-12-24\n2026-02-30\n");
    assertThatThrownBy(() -> Holidays.read(file))
        .hasMessage(file + ":2: '2026-02-30' is not a date, expected one such as 2026-12-24");
  }
}
