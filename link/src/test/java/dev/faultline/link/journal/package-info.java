/** Tests of what an endpoint's journal is made of. */
@NullMarked
package dev.faultline.link.journal;

import org.jspecify.annotations.NullMarked;
