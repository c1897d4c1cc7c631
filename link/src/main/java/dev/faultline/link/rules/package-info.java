/** The decisions that a link's safety rests on, each in one place. Not exported. */
@NullMarked
package dev.faultline.link.rules;

import org.jspecify.annotations.NullMarked;
