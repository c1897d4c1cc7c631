package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdviseCommandTest {
  @TempDir Path temporary;

  @Test
  void a_trace_gets_workers_and_a_queue_with_and_without_its_bursts() throws IOException {
    Path html = temporary.resolve("curve.html");
    Run run =
        Run.faultline("advise", trace().toString(), "--wait", "50ms", "--html", html.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "5,000 requests", "99 % of requests wait no longer than 50 ms", "0.1 % are refused")
        .contains("as recorded", "without its bursts", "<- the fewest")
        .doesNotContain("\033");
    assertThat(Files.readString(html))
        .contains("<svg", "target 50 ms", "</html>")
        .doesNotContain("NaN");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 130);
  }

  @Test
  void what_is_no_file_with_requests_is_said_to_be_what_it_is() throws IOException {
    Run folder = Run.faultline("advise", temporary.toString());
    assertThat(folder.exitCode()).isEqualTo(2);
    assertThat(folder.err()).contains("is a folder, expected a file with requests");
    Path log = temporary.resolve("empty.hlog");
    Files.writeString(log, "#[Histogram log format version 1.3]\n");
    Run empty = Run.faultline("advise", log.toString());
    assertThat(empty.exitCode()).isEqualTo(2);
    assertThat(empty.err())
        .contains(
            "has 0 requests, expected at least 2: values that were recorded, in the intervals");
  }

  @Test
  void an_interval_that_ends_before_it_starts_is_refused() throws IOException {
    Path file = temporary.resolve("back.hlog");
    try (PrintStream out = new PrintStream(file.toFile())) {
      HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputLogFormatVersion();
      for (int length : new int[] {1_000, -2_500}) {
        Histogram interval = new Histogram(3);
        interval.setStartTimeStamp(1_000_000);
        interval.setEndTimeStamp(1_000_000 + length);
        interval.recordValue(5);
        writer.outputIntervalHistogram(interval);
      }
    }
    Run run = Run.faultline("advise", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("interval 2 ends 2,500 ms before it starts, expected a length of 0 or more");
  }

  @Test
  void nanoseconds_that_are_taken_for_seconds_are_asked_about() throws IOException {
    Path file = temporary.resolve("nanos.csv");
    StringBuilder lines = new StringBuilder();
    for (long i = 0; i < 100; i++) {
      lines.append(i * 10_000_000).append(' ').append(43_000_000).append('\n');
    }
    Files.writeString(file, lines);
    Run run = Run.faultline("advise", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err())
        .contains("Half of the requests take 4.30e+07 s and more: is that in seconds?");
  }

  @Test
  void a_log_of_histograms_is_a_trace_too() throws IOException {
    Path file = temporary.resolve("service.hlog");
    try (PrintStream out = new PrintStream(file.toFile())) {
      HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputLogFormatVersion();
      SplittableRandom random = new SplittableRandom(3);
      for (int second = 0; second < 60; second++) {
        Histogram interval = new Histogram(3);
        interval.setStartTimeStamp(1_000_000L + second * 1_000);
        interval.setEndTimeStamp(1_000_000L + second * 1_000 + 1_000);
        for (int i = 0; i < 100; i++) {
          interval.recordValue(20_000_000 + random.nextInt(40_000_000));
        }
        writer.outputIntervalHistogram(interval);
      }
    }
    Run run = Run.faultline("advise", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    // 100 a second, 40 ms each.
    assertThat(run.out())
        .contains("6,000 requests")
        .containsPattern("keeps (3\\.9|4\\.[01]) workers busy");
  }

  @Test
  void intervals_with_tags_are_work_of_the_same_time() throws IOException {
    Path file = temporary.resolve("tagged.hlog");
    try (PrintStream out = new PrintStream(file.toFile())) {
      HistogramLogWriter writer = new HistogramLogWriter(out);
      writer.outputLogFormatVersion();
      for (int second = 0; second < 60; second++) {
        for (String tag : new String[] {"read", "write"}) {
          Histogram interval = new Histogram(3);
          interval.setTag(tag);
          interval.setStartTimeStamp(1_000_000L + second * 1_000);
          interval.setEndTimeStamp(1_000_000L + second * 1_000 + 1_000);
          for (int i = 0; i < 50; i++) {
            interval.recordValue(tag.equals("read") ? 10_000_000 : 70_000_000);
          }
          writer.outputIntervalHistogram(interval);
        }
      }
    }
    Run run = Run.faultline("advise", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    // 50 a second of 10 ms, 50 of 70 ms.
    assertThat(run.out())
        .contains("6,000 requests")
        .containsPattern("keeps (3\\.9|4\\.[01]) workers busy");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          1 2\\n3                 | line 2 is '3', expected an arrival and a service time in seconds
          1 2\\n3 4 5             | line 2 is '3 4 5', expected an arrival and a service time in seconds
          1 2\\nx 4               | line 2 is 'x', expected an arrival in seconds
          1 2\\n3 NaN             | line 2 is 'NaN', expected a service time in seconds, 0 or more
          1 2\\n3 -4              | line 2 is '-4', expected a service time in seconds, 0 or more
          1 2\\n3 1e999           | line 2 is '1e999', expected a service time in seconds, 0 or more
          # note\\n\\n5 2\\n3 4    | line 4 is '3', expected an arrival no earlier than the one before, 5.0
          0x1p3 2\\n3 4          | line 1 is '0x1p3', expected an arrival in seconds
          1 9d\\n3 4              | line 1 is '9d', expected a service time in seconds
          1d 2d\\n3 4            | line 1 is '1d', expected an arrival in seconds
          -x y\\n3 4             | line 1 is '-x', expected an arrival in seconds
          NaN NaN\\n3 4           | line 1 is 'NaN', expected an arrival in seconds
          1 2                    | has 1 request, expected at least 2
          # nothing              | has 0 requests, expected at least 2
          1 2\\n1 3               | all requests come at one time
          #[Histogram log format version 1.3]\\n0,1,2,nonsense | is not a log of HdrHistogram
          """)
  void says_in_one_line_what_is_wrong_with_a_file(String content, String message)
      throws IOException {
    Path file = Files.writeString(temporary.resolve("trace"), content.replace("\\n", "\n"));
    Run run = Run.faultline("advise", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .singleElement()
        .asString()
        .startsWith("faultline: ")
        .contains(message);
    assertThat(run.out()).isEmpty();
  }

  /** A file that a spreadsheet wrote: no line of data is taken for one of names. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      textBlock =
          """
          "1","0.2"\\n"2","0.2"\\n"3","0.2"             | 3 requests
          "came","took"\\n"1","0.2"\\n"2","0.2"         | 2 requests
          \\ufeffcame,took\\n1,0.2\\n2,0.2               | 2 requests
          \\ufeff1,0.2\\n2,0.2\\n3,2e-1                  | 3 requests
          +1 .2\\n2. 0.2\\n3 0.2                         | 3 requests
          """)
  void every_line_of_data_counts(String content, String requests) throws IOException {
    String text = content.replace("\\n", "\n").replace("\\ufeff", "\ufeff");
    Path file = Files.writeString(temporary.resolve("trace"), text);
    Run run = Run.faultline("advise", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains(requests);
  }

  @Test
  void numbers_are_told_as_people_write_them() throws IOException {
    assertThat(AdviceText.percent(0.75 + 1e-9)).isEqualTo("75 %");
    assertThat(AdviceText.percent(1 - 1e-12)).isEqualTo("100 %");
    assertThat(AdviceText.percent(0.5)).isEqualTo("50 %");
    assertThat(AdviceText.percent(0.23621)).isEqualTo("23.62 %");
    assertThat(AdviceText.percent(0.000233)).isEqualTo("0.0233 %");
    assertThat(AdviseCommand.time(1e-9)).isEqualTo("1.0 ns");
    assertThat(AdviseCommand.time(2e-7)).isEqualTo("0.2 us");
    assertThat(AdviseCommand.time(1e300)).isEqualTo("1.00e+300 s");
    assertThat(AdviseCommand.time(123_456)).isEqualTo("123,456 s");
    Path nothing = Files.writeString(temporary.resolve("nothing"), "1 0\n2 0\n3 0\n4 0\n");
    Run run = Run.faultline("advise", nothing.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).doesNotContain("21474").contains("logarithmic");
  }

  @Test
  void a_log_of_histograms_that_is_cut_is_refused_in_words() throws IOException {
    Path file = temporary.resolve("cut.hlog");
    Files.writeString(
        file, "#[Histogram log format version 1.3]\n\"StartTimestamp\",\"x\"\n0.1,0.1,");
    Run run = Run.faultline("advise", file.toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains("cut").doesNotContain("No line");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "--quantile 99, '--quantile is 99.0, expected more than 0, up to 1, such as 0.99'",
    "--quantile NaN, '--quantile is NaN, expected'",
    "--refused -1, '--refused is -1.0, expected 0 to 1, such as 0.001'",
    "--load 0, '--load is 0.0, expected more than 0, up to 1000'",
    "--html /nowhere/a.html, 'cannot write ''/nowhere/a.html'', which --html names; expected a"
        + " file'",
    "--load x, 'x'",
    "--wait 5, 'is not a duration'",
  })
  void says_in_one_line_what_is_wrong_with_an_option(String options, String message)
      throws IOException {
    Run run = Run.faultline(("advise " + trace() + " " + options).split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines()).singleElement().asString().contains(message);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    Run run = Run.faultline("advise", "/nowhere");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("there is no file '/nowhere'");
  }

  /** A header, a comment, commas, and bursts. */
  private Path trace() throws IOException {
    StringBuilder text = new StringBuilder("arrival,service\n# seconds\n");
    SplittableRandom random = new SplittableRandom(4);
    double at = 0;
    for (int i = 0; i < 5_000; i++) {
      at -= Math.log(1 - random.nextDouble()) / (at % 20 < 2 ? 200 : 40);
      text.append(String.format(Locale.ROOT, "%.6f,%.6f%n", at, 0.02 + 0.02 * random.nextDouble()));
    }
    return Files.writeString(temporary.resolve("requests.csv"), text);
  }
}
