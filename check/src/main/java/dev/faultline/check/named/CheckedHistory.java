package dev.faultline.check.named;

import dev.faultline.check.read.Skipped;
import java.util.Map;

/**
 * What came of a file that was read and checked.
 *
 * @param file the file that was read, as it is named in messages
 * @param result the history and the verdict
 * @param skipped what in the file is no operation
 * @param clientNames the names of those clients whose numbers are not their names
 */
public record CheckedHistory(
    String file, NamedCheck.Result result, Skipped skipped, Map<Integer, String> clientNames) {}
