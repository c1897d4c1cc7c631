package dev.faultline.disk.crash;

import dev.faultline.disk.Dropped;
import dev.faultline.disk.Image;
import dev.faultline.disk.MicroOp;
import dev.faultline.disk.Operation;
import dev.faultline.disk.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A crash that the program does not survive, after shrinking.
 *
 * @param profile the file system
 * @param verdict the result of the check
 * @param acknowledged what had been acknowledged
 * @param after the last call before the crash; null where it came before the first
 * @param lost the operations that the crash lost, whole or in part
 * @param torn those of {@code lost} of which a part survived
 * @param neverWritten data that was already lost: a failed sync or the device had dropped it
 * @param missing what is missing in the program, in sentences
 * @param image what the crash left
 * @param recovery where the machine crashed once more during recovery: the last call of the
 *     recovery; otherwise null
 * @param firstImage where there was a second crash: what the first one left; otherwise the same as
 *     {@code image}
 */
public record Finding(
    Profile profile,
    Verdict verdict,
    List<String> acknowledged,
    @Nullable Operation after,
    List<MicroOp> lost,
    List<MicroOp> torn,
    List<Dropped> neverWritten,
    List<String> missing,
    Image image,
    @Nullable Operation recovery,
    Image firstImage) {}
