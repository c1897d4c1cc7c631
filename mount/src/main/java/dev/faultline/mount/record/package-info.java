/** What is done through a mount, in the words of the disk's model, and back from it to files. */
@NullMarked
package dev.faultline.mount.record;

import org.jspecify.annotations.NullMarked;
