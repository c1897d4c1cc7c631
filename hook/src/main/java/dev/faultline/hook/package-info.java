/**
 * What rewritten classes call. Code of the JDK can only call what the boot loader knows, so this
 * package is loaded from a jar of its own, inside the agent's, and knows nothing of the rest of
 * Faultline. Not for users.
 *
 * <p>Everything here asks first whether it runs in a world: on a {@link dev.faultline.hook.Carrier}
 * that is inside a step. Outside, the JDK behaves as if the agent were absent.
 */
@NullMarked
package dev.faultline.hook;

import org.jspecify.annotations.NullMarked;
