package dev.faultline.check.named;

import dev.faultline.check.read.Skipped;
import java.util.Map;

/**
 * The result of reading and checking a file.
 *
 * @param file the file that was read, as it is named in messages
 * @param result the history and the verdict
 * @param skipped the entries of the file that are not operations
 * @param clientNames the names of the clients whose names differ from their numbers
 */
public record CheckedHistory(
    String file, NamedCheck.Result result, Skipped skipped, Map<Integer, String> clientNames) {}
