package dev.faultline.check.named;

import dev.faultline.check.Spec;
import dev.faultline.check.model.BankOp;
import dev.faultline.check.model.Models;
import dev.faultline.check.read.MalformedHistoryException;
import dev.faultline.check.read.RawHistory;
import dev.faultline.check.read.RawOperation;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of a bank besides its history.
 *
 * @param balances the initial balances, by account; empty if unknown
 * @param total the sum of all balances, if known
 */
record BankTerms(Map<Object, Long> balances, OptionalLong total) {

  static final BankTerms NONE = new BankTerms(Map.of(), OptionalLong.empty());

  /** The model; a read alone at the beginning gives the balances as well. */
  Spec<?, BankOp, Object> model(RawHistory raw) throws MalformedHistoryException {
    if (!balances.isEmpty()) {
      return Models.bank(balances);
    }
    var operations = raw.operations();
    if (operations.isEmpty()) {
      return Models.bank(total);
    }
    var first = operations.getFirst();
    boolean alone = operations.size() < 2 || operations.get(1).called() > first.returned();
    if (!first.f().equals("read") || first.end() != RawOperation.End.OK || !alone) {
      return Models.bank(total);
    }
    var read = Meanings.OfBank.balances(raw, first);
    long sum = read.values().stream().mapToLong(Long::longValue).sum();
    return total.isPresent() && sum != total.getAsLong() ? Models.bank(total) : Models.bank(read);
  }
}
