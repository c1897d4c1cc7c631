package dev.faultline.check.named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.faultline.check.Budget;
import dev.faultline.check.read.MalformedHistoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inputs of issue 12 that are about reading, where they are at hand; see SharedDataTest. */
class CheckCasesTest {

  private static final Path DATA =
      Path.of(System.getProperty("faultline.check.data", "../../shared/data"));

  @ParameterizedTest
  @CsvSource({
    "01c-byte-ff-ends-file.txt, rw-register, serializable, malformed",
    "01d-byte-ff-in-string.edn, register, linearizable, valid",
    "03-keyed-cas.edn, cas-register, linearizable, valid",
    "03c-keyed-counter.edn, counter, linearizable, valid",
    "04b-all-string-processes.jsonl, register, linearizable, invalid",
    "04c-keyword-clients.edn, register, linearizable, invalid",
    "06-json-number-forms.jsonl, register, linearizable, valid",
    "15-bom.edn, register, linearizable, valid",
    "16-discard-last-in-vector.edn, register, linearizable, valid",
    "16b-discard-last-in-file.edn, register, linearizable, valid",
    "17-u64.jsonl, register, linearizable, valid",
    "17b-characters.edn, register, linearizable, valid",
    "17c-metadata.edn, register, linearizable, valid",
    "18-bank-begins-at-once.edn, bank, linearizable, valid",
    "19-txn-without-f.edn, list-append, strict-serializable, valid",
    "21-log-with-other-lines.log, cas-register, linearizable, valid",
    "22-history.txt, cas-register, linearizable, valid",
    "22b-jepsen.log, cas-register, linearizable, valid",
    "23-txn-multi-register.edn, multi-register, linearizable, valid",
    "24-drain.edn, queue, linearizable, valid",
  })
  void each_input_has_the_verdict_that_is_right(
      String file, String model, String level, String right) throws IOException {
    Path found = null;
    for (var folder : List.of(DATA, Path.of("../shared/data"))) {
      Path candidate = folder.resolve("check-cases").resolve(file);
      found = Files.exists(candidate) ? candidate : found;
    }
    assumeTrue(found != null, "skipped: " + file + " is not in " + DATA.toAbsolutePath());
    String verdict;
    try {
      verdict = NamedCheck.of(model, level).check(found, Budget.DEFAULT).result().verdict().word();
    } catch (MalformedHistoryException e) {
      verdict = "malformed";
    }
    assertThat(verdict).isEqualTo(right);
  }
}
